import { and, eq, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { eventItems, itemRevisions } from '../../db/schema/index.ts'
import { grouping } from '../change/apart.ts'
import { relocate } from '../change/relocate.ts'
import { wordsOf } from '../describe/words.ts'
import type { Change } from '../engine/engine.ts'
import type { Member } from '../member.ts'
import { saveGroups } from '../save/save-groups.ts'
import { saveLineage } from '../save/save-lineage.ts'
import { itemTextOf } from './item-text.ts'
import { type ChangedItem, listMembers } from './members.ts'
import { engineOf, readHistory, type ShardHistory } from './restore.ts'
import type { ShardKey } from './shard.ts'

/** Share of its words an item must keep for an edit to be one of wording only. */
const SAME_WORDS = 0.75
const READ = 800

/**
 * Places edited items as if they had just come in, one by one in order of arrival, and moves those that now belong
 * elsewhere; the lineage says so. Left where they are: items a person placed, edits that keep most of the words the item was
 * placed by, and items of events that take no more. Answers the ids of the events that changed.
 */
export async function placeAnew(
  tx: Db,
  key: ShardKey,
  cursorSeq: number,
  changed: readonly ChangedItem[],
  now: Date,
): Promise<string[]> {
  const candidates = changed.filter((item) => item.isPlaceable && item.placedBy === null)
  if (candidates.length === 0) return []
  const members = new Map(
    (await listMembers(tx, [...new Set(candidates.map((item) => item.eventId))])).map((m) => [m.itemId, m]),
  )
  const rewritten = await listRewritten(tx, candidates, members)
  if (rewritten.length === 0) return []
  const history = await readHistory(tx, key, cursorSeq)
  const touched = new Set<string>()
  for (const { itemId, seq, revision } of rewritten) {
    const entry = history.entries.get(seq)
    const member = members.get(itemId)
    const from = entry?.eventId
    if (!entry || from == null || !member) continue
    const isAlone = ![...history.entries.values()].some((other) => other !== entry && other.eventId === from)
    const found = engineOf(history, seq).assign(itemTextOf(member), () => (isAlone ? from : newId(now)))
    const { event: to, isNew, score, changes } = found
    if (to !== from) {
      const ends = { from: endOf(from, key), to: endOf(to, key) }
      await relocate(tx, key.tenantId, { ...ends, itemIds: [itemId], placedBy: null }, now)
      await saveLineage(tx, [
        {
          tenantId: key.tenantId,
          kind: 'move',
          fromEventId: from,
          toEventId: to,
          itemIds: [itemId],
          actor: grouping,
          reason: `item ${itemId} was edited and now ${isNew ? 'reports something else' : 'suits another event better'}`,
          at: now,
        },
      ])
      for (const id of [from, to]) touched.add(id)
    }
    if (changes.length > 0)
      for (const id of await saveGroups(tx, key, { shown: [{ itemId, changes }] }, now)) touched.add(id)
    await tx.update(eventItems).set({ revision, score }).where(eq(eventItems.itemId, itemId))
    entry.eventId = to
    for (const change of changes) follow(history, change)
  }
  return [...touched].sort()
}

function follow({ entries }: ShardHistory, change: Change): void {
  for (const entry of entries.values()) {
    if (entry.eventId !== change.from) continue
    if (change.kind === 'merge' || entry.item.seq === change.seq) entry.eventId = change.to
  }
}

const endOf = (id: string, { language }: ShardKey) => ({ id, language, version: 0, mergedInto: null })

/** Those that no longer say what they said in the revision they were placed in. */
async function listRewritten(
  tx: Db,
  changed: readonly ChangedItem[],
  members: ReadonlyMap<string, Member>,
): Promise<ChangedItem[]> {
  const before = await tx
    .select({
      itemId: itemRevisions.itemId,
      title: itemRevisions.title,
      text: sql<string>`left(${itemRevisions.text}, ${READ})`,
    })
    .from(itemRevisions)
    .where(
      or(
        ...changed.map((item) =>
          and(eq(itemRevisions.itemId, item.itemId), eq(itemRevisions.revision, item.placedRevision)),
        ),
      ),
    )
  const texts = new Map(before.map((row) => [row.itemId, row]))
  return changed.filter((item) => {
    const [old, member] = [texts.get(item.itemId), members.get(item.itemId)]
    return old === undefined || member === undefined || likeness(old, member) < SAME_WORDS
  })
}

/** Share of words two texts have in common (Dice), of title and beginning. */
function likeness(a: { title: string; text: string }, b: { title: string; text: string }): number {
  const [one, other] = [a, b].map(({ title, text }) => new Set(wordsOf(`${title} ${text.slice(0, READ)}`)))
  const common = [...one!].filter((word) => other!.has(word)).length
  return (2 * common) / Math.max(1, one!.size + other!.size)
}
