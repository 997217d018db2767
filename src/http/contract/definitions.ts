import { z } from 'zod'
import { fraction, instant, list } from './common.ts'
import type { Route } from './route.ts'
import { trendParams } from './trends.ts'

/** Definitions to store, as YAML (one file, `---` between several) or as objects; JSON is YAML too. */
const applyBody = z
  .strictObject({
    yaml: z.string().min(1).optional(),
    definitions: z.array(z.record(z.string(), z.unknown())).min(1).max(100).optional(),
    /** Answer what would change, and store nothing. */
    dryRun: z.boolean().default(false),
    /** Let changes hold from the beginning instead of from now on. */
    toHistory: z.boolean().default(false),
    /** Who changes it; the name of the key or browser when missing. */
    author: z.string().trim().min(1).max(200).optional(),
  })
  .refine(({ yaml, definitions }) => (yaml === undefined) !== (definitions === undefined), {
    path: ['definitions'],
    message: 'give either yaml or definitions',
  })

const valued = z.object({ probability: fraction, evidence: z.int() })

/** What a definition changes, and what that does to the trend's value once every event in reach is scored with it. */
const appliedDefinition = z
  .object({
    slug: z.string(),
    change: z.enum(['created', 'changed', 'unchanged']),
    version: z.int(),
    effectiveFrom: instant,
    changes: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
    /** Null for a new trend. */
    before: valued.nullable(),
    after: valued,
    /** Events it was matched with to say so. */
    eventsRead: z.int(),
    /** False when only the latest events in reach were read. */
    isComplete: z.boolean(),
    /** Trends and sources it names that are not there: what it says of them has no effect until they are. */
    unknown: z.array(z.object({ field: z.enum(['excludes', 'implies', 'sources']), name: z.string() })),
    stored: z.boolean(),
  })
  .meta({ id: 'AppliedDefinition' })

const exportedDefinition = z
  .object({
    slug: z.string(),
    version: z.int(),
    definition: z.record(z.string(), z.unknown()),
    /** The file that `apply` reads back to the same definition. */
    yaml: z.string(),
  })
  .meta({ id: 'ExportedDefinition' })

/** The routes of definition files. */
export const definitionRoutes = {
  applyDefinitions: {
    method: 'post',
    path: '/trends/definitions',
    tag: 'trends',
    summary: 'Store definitions: new trends, or new versions; with dryRun only what they would change',
    body: applyBody,
    ifMatch: true,
    status: 200,
    response: list(appliedDefinition),
  },
  exportDefinition: {
    method: 'get',
    path: '/trends/:slug/definition',
    tag: 'trends',
    summary: 'The newest definition of a trend, as an object and as a file',
    params: trendParams,
    status: 200,
    response: exportedDefinition,
  },
  getDefinitionSchema: {
    method: 'get',
    path: '/trend-definition.schema.json',
    tag: 'trends',
    summary: 'JSON Schema of a definition file, for editors',
    status: 200,
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, Route>

export type AppliedDefinition = z.infer<typeof appliedDefinition>
export type ExportedDefinition = z.infer<typeof exportedDefinition>
