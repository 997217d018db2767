const nouns = '^src/(sources|items|events|trends|snapshots|search|sample|pipeline|audit|tenants)/'

/** The import rules of ARCHITECTURE.md. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nouns-know-no-plumbing',
      comment: 'nouns are called by jobs, http and scripts; they never call back, and never read settings',
      severity: 'error',
      from: { path: nouns },
      to: {
        path: '^(jobs|dashboard|scripts)/|^src/(queue|http)/|^src/(config|services|main|api|worker|scheduler)\\.ts',
      },
    },
    {
      name: 'nouns-meet-through-their-index',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/(db|queue|http)/' },
      to: { path: nouns, pathNot: ['^src/$1/', '/index\\.ts$', '^src/items/new-item\\.ts$'] },
    },
    {
      name: 'jobs-know-declarations-and-nouns',
      severity: 'error',
      from: { path: '^jobs/', pathNot: '^jobs/index\\.ts$' },
      to: {
        path: '^(scripts|dashboard)/|^src/(http|config|services|main|api|worker|scheduler)|^src/queue/(?!job\\.ts)',
      },
    },
    {
      name: 'http-calls-nouns-and-queues',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: '^(scripts|dashboard)/|^src/(config|services|main|api|worker|scheduler)\\.ts' },
    },
    {
      name: 'dashboard-talks-http-only',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^(src|jobs|scripts)/', pathNot: '^src/http/contract' },
    },
    {
      name: 'the-contract-carries-no-server-code',
      severity: 'error',
      from: { path: '^src/http/contract' },
      to: { path: '^(src|jobs)/', pathNot: '^src/http/contract' },
    },
    {
      name: 'only-the-queue-imports-bullmq',
      severity: 'error',
      from: { path: '.', pathNot: '^src/queue/' },
      to: { path: 'node_modules/(bullmq|ioredis)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-vector-imports-qdrant',
      severity: 'error',
      from: { path: '.', pathNot: '^src/vector/' },
      to: { path: 'node_modules/@qdrant/' },
    },
    {
      name: 'only-llm-and-embedding-import-openai',
      severity: 'error',
      from: { path: '.', pathNot: '^src/(llm|embedding)/' },
      to: { path: 'node_modules/openai/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
