import { resolve } from 'node:path'
import { z } from 'zod'
import { type Clock, systemClock, virtualClock } from './clock.ts'
import { readKey } from './credentials/index.ts'
import { ConfigError } from './errors.ts'

const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  })
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1')
const whole = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number)

const secretKey = z.string().transform((text, context) => {
  const key = readKey(text.trim())
  if (key) return key
  context.addIssue({
    code: 'custom',
    message: 'must be 32 bytes in hexadecimal or base64, as "openssl rand -hex 32" prints',
  })
  return z.NEVER
})

const environment = z.object({
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  BELLWETHER_DATABASE: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores')
    .default('bellwether'),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  QDRANT_URL: url('http:', 'https:').optional(),
  QDRANT_API_KEY: z.string().min(1).optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: url('http:', 'https:').optional(),
  BELLWETHER_EMBEDDING_MODEL: z.string().min(1).optional(),
  BELLWETHER_EMBEDDING_DIMENSIONS: whole.pipe(z.number().min(8).max(8192)).optional(),
  BELLWETHER_MULTILINGUAL_THRESHOLD: z.coerce
    .number()
    .gt(0, 'must lie between 0 and 1')
    .lt(1, 'must lie between 0 and 1')
    .optional(),
  BELLWETHER_LLM_MODEL: z.string().min(1).optional(),
  BELLWETHER_LLM_QUESTIONS_PER_DAY: whole.default(1_000),
  BELLWETHER_MATCHING: z.enum(['meaning', 'words']).default('meaning'),
  BELLWETHER_HOST: z.string().min(1).default('127.0.0.1'),
  BELLWETHER_PORT: whole.pipe(z.number().max(65_535)).default(4600),
  BELLWETHER_PUBLIC_URL: url('http:', 'https:').optional(),
  BELLWETHER_TRUSTED_PROXIES: whole.pipe(z.number().max(10)).default(0),
  BELLWETHER_ADMIN_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  BELLWETHER_SECRET_KEY: secretKey.optional(),
  BELLWETHER_SECRET_KEYS_BEFORE: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(secretKey))
    .optional(),
  BELLWETHER_DATA_DIR: z.string().min(1).default('.bellwether'),
  BELLWETHER_SAMPLE: flag.default(true),
  BELLWETHER_ALLOW_PRIVATE_NETWORK: flag.default(false),
  BELLWETHER_QUEUE_PREFIX: z.string().min(1).default('bellwether'),
  BELLWETHER_LOCK_SECONDS: whole.pipe(z.number().min(4).max(600)).default(30),
  BELLWETHER_TICK_SECONDS: whole.pipe(z.number().min(1).max(60)).default(60),
  BELLWETHER_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  BELLWETHER_CLOCK: z.string().transform(parseClock).optional(),
})

export interface Config {
  databaseUrl: string | undefined
  /** Which database of the embedded server serves when `databaseUrl` names none. */
  databaseName: string
  redisUrl: string | undefined
  qdrant: { url: string; apiKey: string | undefined } | undefined
  /** Set when texts are embedded by an OpenAI-compatible endpoint instead of the local model. */
  openai:
    | {
        apiKey: string
        baseUrl: string | undefined
        embeddingModel: string
        dimensions: number
        sameAbove: number | undefined
      }
    | undefined
  /** Set when a chat model of an OpenAI-compatible endpoint assesses matches. */
  llm: { apiKey: string; baseUrl: string | undefined; model: string } | undefined
  /** Questions to the chat model per tenant in 24 hours. */
  llmQuestionsPerDay: number
  /** Whether the local model is asked where words leave a match open. */
  matching: 'meaning' | 'words'
  host: string
  port: number
  publicUrl: string | undefined
  /** Reverse proxies in front whose word about the caller's address and scheme is believed. */
  trustedProxies: number
  adminToken: string | undefined
  /** Keys credentials are encrypted under: the current one first, then those before it. */
  secretKeys: Buffer[]
  /** Absolute folder of the embedded database and of what one machine keeps. */
  dataDir: string
  sample: boolean
  allowPrivateNetwork: boolean
  queuePrefix: string
  /** After how long a silent worker is taken for dead, and its jobs given to others. */
  lockMs: number
  /** At most this much real time passes before the tables are asked again what is due. */
  tickMs: number
  logLevel: z.output<typeof environment>['BELLWETHER_LOG_LEVEL']
  clock: Clock
}

/** Reads the settings from environment variables. Throws one ConfigError that names every problem. */
export function loadConfig(env: Record<string, string | undefined>): Config {
  // An empty variable, as compose files and .env produce them, means "not set".
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(present)
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  const known = new Set(Object.keys(environment.shape))
  for (const name of Object.keys(present))
    if (name.startsWith('BELLWETHER_') && !known.has(name)) problems.push(`${name} is not a setting`)
  const wantsOpenAi = present.BELLWETHER_EMBEDDING_MODEL ?? present.BELLWETHER_EMBEDDING_DIMENSIONS
  if (wantsOpenAi && !(present.BELLWETHER_EMBEDDING_MODEL && present.BELLWETHER_EMBEDDING_DIMENSIONS))
    problems.push('BELLWETHER_EMBEDDING_MODEL and BELLWETHER_EMBEDDING_DIMENSIONS belong together')
  if (wantsOpenAi && !present.OPENAI_API_KEY)
    problems.push('OPENAI_API_KEY is needed with BELLWETHER_EMBEDDING_MODEL (any text if the endpoint asks for none)')
  if (present.BELLWETHER_MULTILINGUAL_THRESHOLD && !wantsOpenAi)
    problems.push('BELLWETHER_MULTILINGUAL_THRESHOLD needs a multilingual BELLWETHER_EMBEDDING_MODEL')
  if (present.BELLWETHER_SECRET_KEYS_BEFORE && !present.BELLWETHER_SECRET_KEY)
    problems.push('BELLWETHER_SECRET_KEYS_BEFORE is set, BELLWETHER_SECRET_KEY is not')
  if (present.BELLWETHER_LLM_MODEL && !present.OPENAI_API_KEY)
    problems.push('OPENAI_API_KEY is needed with BELLWETHER_LLM_MODEL (any text if the endpoint asks for none)')
  if (present.QDRANT_API_KEY && !present.QDRANT_URL) problems.push('QDRANT_API_KEY is set, QDRANT_URL is not')
  if (problems.length || !parsed.success)
    throw new ConfigError(
      `These settings need a correction:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    )

  const e = parsed.data
  return {
    databaseUrl: e.DATABASE_URL,
    databaseName: e.BELLWETHER_DATABASE,
    redisUrl: e.REDIS_URL,
    qdrant: e.QDRANT_URL ? { url: e.QDRANT_URL, apiKey: e.QDRANT_API_KEY } : undefined,
    openai:
      e.OPENAI_API_KEY && e.BELLWETHER_EMBEDDING_MODEL && e.BELLWETHER_EMBEDDING_DIMENSIONS
        ? {
            apiKey: e.OPENAI_API_KEY,
            baseUrl: e.OPENAI_BASE_URL,
            embeddingModel: e.BELLWETHER_EMBEDDING_MODEL,
            dimensions: e.BELLWETHER_EMBEDDING_DIMENSIONS,
            sameAbove: e.BELLWETHER_MULTILINGUAL_THRESHOLD,
          }
        : undefined,
    llm:
      e.OPENAI_API_KEY && e.BELLWETHER_LLM_MODEL
        ? { apiKey: e.OPENAI_API_KEY, baseUrl: e.OPENAI_BASE_URL, model: e.BELLWETHER_LLM_MODEL }
        : undefined,
    llmQuestionsPerDay: e.BELLWETHER_LLM_QUESTIONS_PER_DAY,
    matching: e.BELLWETHER_MATCHING,
    host: e.BELLWETHER_HOST,
    port: e.BELLWETHER_PORT,
    publicUrl: e.BELLWETHER_PUBLIC_URL?.replace(/\/$/, ''),
    trustedProxies: e.BELLWETHER_TRUSTED_PROXIES,
    adminToken: e.BELLWETHER_ADMIN_TOKEN,
    secretKeys: [
      ...(e.BELLWETHER_SECRET_KEY ? [e.BELLWETHER_SECRET_KEY] : []),
      ...(e.BELLWETHER_SECRET_KEYS_BEFORE ?? []),
    ],
    dataDir: resolve(e.BELLWETHER_DATA_DIR),
    sample: e.BELLWETHER_SAMPLE,
    allowPrivateNetwork: e.BELLWETHER_ALLOW_PRIVATE_NETWORK,
    queuePrefix: e.BELLWETHER_QUEUE_PREFIX,
    lockMs: e.BELLWETHER_LOCK_SECONDS * 1_000,
    tickMs: e.BELLWETHER_TICK_SECONDS * 1_000,
    logLevel: e.BELLWETHER_LOG_LEVEL,
    clock: e.BELLWETHER_CLOCK ?? systemClock,
  }
}

/** `START@SPEED` or `START@SPEED@ANCHOR`: the clock read START at the real instant ANCHOR (Unix ms; default: now). */
function parseClock(value: string, context: z.RefinementCtx): Clock {
  const [start, speed = '1', anchor] = value.split('@')
  const time = new Date(start ?? '')
  const rate = Number(speed)
  const startedAt = anchor === undefined ? Date.now() : Number(anchor)
  if (Number.isNaN(time.getTime()) || !(rate > 0) || !Number.isFinite(rate) || !Number.isFinite(startedAt)) {
    context.addIssue({
      code: 'custom',
      message: 'must look like 2025-04-18T12:00:00Z@3600 (an instant and a speed above 0)',
    })
    return z.NEVER
  }
  return virtualClock(time, rate, startedAt)
}

/** The settings a child process needs to run on the same clock and database as this one. */
export function childEnvironment(config: Config, databaseUrl: string): Record<string, string> {
  const env: Record<string, string> = { DATABASE_URL: databaseUrl }
  if (config.clock !== systemClock) {
    const now = Date.now()
    env.BELLWETHER_CLOCK = `${config.clock.now().toISOString()}@${config.clock.speed}@${now}`
  }
  return env
}
