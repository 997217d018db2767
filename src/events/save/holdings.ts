import type { Change } from '../engine/engine.ts'
import type { Member } from '../member.ts'

/** One change to earlier placements, as the lineage notes it. */
export interface Step {
  kind: 'merge' | 'split' | 'move'
  from: string
  to: string
  itemIds: string[]
  afterItemId: string
}

/** Which items the events of a batch hold, while its placements and changes are carried out in order. */
export class Holdings {
  readonly #members = new Map<string, Member[]>()
  readonly #eventOf = new Map<number, string>()
  readonly #known: ReadonlySet<string>
  readonly #passing = new Map<string, Member[]>()
  readonly lineage: Step[] = []

  constructor(members: readonly (Member & { eventId: string })[]) {
    for (const member of members) this.#put(member, member.eventId)
    this.#known = new Set(this.#members.keys())
  }

  /** Places an item, then carries out what it showed of earlier placements. */
  place(item: Member, eventId: string, changes: readonly Change[]): void {
    const isNew = !this.#members.has(eventId)
    this.#put(item, eventId)
    this.apply(item.itemId, changes, new Set(isNew ? [eventId] : []))
  }

  /** Carries out what an item showed of earlier placements; `opened` are events that came about with it. */
  apply(afterItemId: string, changes: readonly Change[], opened = new Set<string>()): void {
    for (const change of changes) {
      if (change.kind === 'merge') this.#merge(change.from, change.to, afterItemId)
      else this.#move(change, afterItemId, opened)
    }
  }

  /** The event an item is in now, by arrival number. */
  eventOf(seq: number): string {
    const eventId = this.#eventOf.get(seq)
    if (eventId === undefined) throw new Error(`arrival ${seq} is in none of the events at hand`)
    return eventId
  }

  /** Events among `ids` that hold items now, with these. */
  standing(ids: Iterable<string>): Map<string, Member[]> {
    return new Map([...ids].flatMap((id) => (this.#members.get(id)?.length ? [[id, this.#members.get(id) ?? []]] : [])))
  }

  /** Events that were opened and became part of another, with what they held. */
  passing(): Map<string, Member[]> {
    return this.#passing
  }

  #put(member: Member, eventId: string): void {
    const members = this.#members.get(eventId)
    if (members) members.push(member)
    else this.#members.set(eventId, [member])
    this.#eventOf.set(member.seq, eventId)
  }

  #merge(from: string, to: string, afterItemId: string): void {
    const members = this.#members.get(from) ?? []
    if (!this.#known.has(from)) this.#passing.set(from, members)
    this.#members.set(from, [])
    for (const member of members) this.#put(member, to)
    this.lineage.push({ kind: 'merge', from, to, itemIds: members.map(({ itemId }) => itemId), afterItemId })
  }

  #move({ seq, from, to }: Change & { kind: 'move' }, afterItemId: string, opened: Set<string>): void {
    const member = (this.#members.get(from) ?? []).find((each) => each.seq === seq)
    if (!member) throw new Error(`event ${from} does not hold arrival ${seq}`)
    this.#members.set(
      from,
      (this.#members.get(from) ?? []).filter((each) => each !== member),
    )
    if (!this.#members.has(to)) opened.add(to)
    this.#put(member, to)
    const last = this.lineage.at(-1)
    if (last?.kind !== 'merge' && last?.from === from && last.to === to && last.afterItemId === afterItemId)
      last.itemIds.push(member.itemId)
    else
      this.lineage.push({
        kind: opened.has(to) ? 'split' : 'move',
        from,
        to,
        itemIds: [member.itemId],
        afterItemId,
      })
  }
}
