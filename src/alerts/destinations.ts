import { and, asc, eq, getTableColumns, isNull, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Actor, recordAudit } from '../audit/index.ts'
import type { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { alertDeliveries, alertDestinations } from '../db/schema/index.ts'
import { ConfigError, ConflictError, InputError, NotFoundError } from '../errors.ts'
import { checkAddress } from '../sources/index.ts'
import { getTrendRow } from '../trends/index.ts'

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an address starting with http:// or https://' })
const smtpUrl = z.url({ protocol: /^smtps?$/, error: 'must look like smtps://user:password@mail.example.com:465' })

const mail = z.email('must be a mail address')

/** Address and secrets of a destination; sealed at rest. */
export const destinationSettings = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    url: httpUrl,
    secret: z.string().min(16, 'must have at least 16 characters').max(500),
  }),
  z.strictObject({ kind: z.literal('slack'), url: httpUrl }),
  z.strictObject({
    kind: z.literal('email'),
    smtp: smtpUrl,
    from: mail,
    to: z.array(mail).min(1, 'names nobody').max(50),
  }),
])

export type DestinationSettings = z.infer<typeof destinationSettings>
export type DestinationRow = typeof alertDestinations.$inferSelect

export interface ListedDestination extends DestinationRow {
  /** Deliveries still to be made, and those given up. */
  pending: number
  failed: number
}

export interface NewDestination {
  tenantId: string
  name: string
  settings: unknown
  /** Slugs or ids of trends; none = all. */
  trends: readonly string[]
  /** May lie on a private network: for the operator to say, never for who holds a key. */
  allowPrivate: boolean
  actor: Actor
  now: Date
}

/** Adds a destination of alerts and records who did. Throws InputError, NotFoundError for a trend, ConflictError when the name is taken, ConfigError without a key to seal with. */
export async function addDestination(db: Db, keyring: Keyring, input: NewDestination): Promise<ListedDestination> {
  const { tenantId, name, actor, now } = input
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name))
    throw new InputError('The destination was not added.', [
      { field: 'name', message: 'must be of letters, digits, dots, dashes and underscores, at most 63' },
    ])
  const settings = readSettings(input.settings)
  const target = 'url' in settings ? new URL(settings.url) : new URL(settings.smtp.replace(/^smtp/, 'http'))
  checkAddress(target, input.allowPrivate)
  const slugs: string[] = []
  for (const trend of input.trends) slugs.push((await getTrendRow(db, tenantId, trend)).slug)
  const id = newId(now)
  const summary = settings.kind === 'email' ? settings.to.join(', ') : target.host
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(alertDestinations)
      .values({
        id,
        tenantId,
        name,
        kind: settings.kind,
        summary,
        trends: slugs,
        ...keyring.seal(JSON.stringify(settings), ownerOf(tenantId, id)),
        allowPrivate: input.allowPrivate,
        createdAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing()
      .returning()
    if (row === undefined) throw new ConflictError(`There is already a destination "${name}"`)
    const details = { name, kind: settings.kind, summary, trends: slugs }
    await recordAudit(tx, { tenantId, actor, action: 'alert-destinations.add', details, now })
    return { ...row, pending: 0, failed: 0 }
  })
}

function readSettings(input: unknown): DestinationSettings {
  const read = destinationSettings.safeParse(input)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'settings', message }))
  throw new InputError(
    `The destination was not added: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`,
    problems,
  )
}

/** Where a destination lies and what it takes to be let in. Throws ConfigError when the key is missing. */
export function openDestination(keyring: Keyring, row: DestinationRow): DestinationSettings {
  try {
    return destinationSettings.parse(JSON.parse(keyring.open(row, ownerOf(row.tenantId, row.id))))
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause
    throw new ConfigError(`the destination ${row.name} cannot be used: ${cause.message}`, { cause })
  }
}

/** Seals the settings of every destination not yet under the current key anew under it; answers how many. Throws ConfigError, naming the one that cannot be opened. */
export async function rotateDestinations(db: Db, keyring: Keyring, tenantId: string): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(alertDestinations)
      .where(
        and(
          eq(alertDestinations.tenantId, tenantId),
          isNull(alertDestinations.removedAt),
          ne(alertDestinations.keyId, keyring.currentId),
        ),
      )
      .for('update')
    for (const row of rows)
      await tx
        .update(alertDestinations)
        .set(keyring.seal(JSON.stringify(openDestination(keyring, row)), ownerOf(tenantId, row.id)))
        .where(eq(alertDestinations.id, row.id))
    return rows.length
  })
}

/** The destination of that name. Throws NotFoundError. */
export async function getDestination(db: Db, tenantId: string, name: string): Promise<ListedDestination> {
  const row = (await listDestinations(db, tenantId)).find((entry) => entry.name === name)
  if (row === undefined) throw new NotFoundError(`There is no destination "${name}"`)
  return row
}

/** Destinations of a tenant by name. */
export const listDestinations = (db: Db, tenantId: string): Promise<ListedDestination[]> =>
  db
    .select({ ...getTableColumns(alertDestinations), pending: countOf('pending'), failed: countOf('failed') })
    .from(alertDestinations)
    .where(and(eq(alertDestinations.tenantId, tenantId), isNull(alertDestinations.removedAt)))
    .orderBy(asc(alertDestinations.name))

const countOf = (status: 'pending' | 'failed') =>
  sql<number>`(select count(*)::int from ${alertDeliveries}
    where ${and(eq(alertDeliveries.destinationId, alertDestinations.id), eq(alertDeliveries.status, status))})`

/** Sends nothing there any more and forgets its secrets; its deliveries stay on record, and who removed it. Throws NotFoundError. */
export async function removeDestination(
  db: Db,
  { tenantId, name, actor, now }: { tenantId: string; name: string; actor: Actor; now: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .update(alertDestinations)
      .set({ removedAt: now, isActive: false, sealed: Buffer.alloc(0) })
      .where(
        and(
          eq(alertDestinations.tenantId, tenantId),
          eq(alertDestinations.name, name),
          isNull(alertDestinations.removedAt),
        ),
      )
      .returning({ id: alertDestinations.id })
    if (row === undefined) throw new NotFoundError(`There is no destination "${name}"`)
    await tx
      .update(alertDeliveries)
      .set({ status: 'failed', dueAt: null, lastError: 'its destination was removed' })
      .where(and(eq(alertDeliveries.destinationId, row.id), eq(alertDeliveries.status, 'pending')))
    await recordAudit(tx, { tenantId, actor, action: 'alert-destinations.remove', details: { name }, now })
  })
}

const ownerOf = (tenantId: string, id: string): string => `${tenantId}/alert-destinations/${id}`
