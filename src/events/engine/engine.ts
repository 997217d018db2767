import { CandidateIndex } from './candidates.ts'
import { Cluster } from './cluster.ts'
import { type ItemText, type ItemVectors, vectorsOf } from './document.ts'
import { type Comparison, compare, writeStanding } from './features.ts'
import { Frequencies } from './frequencies.ts'
import { type Group, linkParts } from './linkage.ts'
import { Member } from './member.ts'
import { type JoinModel, joinModel } from './model.ts'

/** How long and how far back an event can still take items. */
export interface EngineParams {
  /** An event is active while its newest item is at most this much older than the stream's newest (ms) … */
  windowMs: number
  /** … or while it got an item within this many arrivals, which is what lets old news be filled in behind the clock. */
  recentArrivals: number
  /** … but never when its last item came this many arrivals ago. */
  maxArrivals: number
  /** Events compared in full per item. */
  candidates: number
}

export const defaultParams: EngineParams = {
  windowMs: 7 * 86_400_000,
  recentArrivals: 1_000,
  maxArrivals: 50_000,
  candidates: 8,
}

const HOUR = 3_600_000
/** Items of an event that speak for it once it has settled: its latest. */
const SPEAKERS = 12
/** Items that are compared with each other at once, at most. */
const AT_ONCE = 48
/** What being in one event already adds to the likeness of two items, so that a change needs a reason. */
const HOLD = 0.02
/**
 * The likeness asked for falls to this where few events are active: among few, hardly anything looks alike by chance, and what is
 * known of the words' rarity is little. From so many events on, the fitted threshold holds.
 */
const QUIET_THRESHOLD = 0.08
const DENSE_EVENTS = 360

/** A change to earlier placements that an arrival brought about. */
export type Change =
  /** All items of event `from` are part of event `to`, and `from` is no more. */
  | { kind: 'merge'; from: string; to: string }
  /** One item, by arrival number, went from one event to another, which may be new. */
  | { kind: 'move'; seq: number; from: string; to: string }

/** Where an item went. */
export interface Assignment {
  seq: number
  event: string
  isNew: boolean
  /** How sure, 0..1: mean likeness with the event's other items; 1 for an item that is alone. */
  score: number
  /** What the arrival showed of earlier placements, in the order in which it is to be applied. */
  changes: Change[]
}

/** An earlier item of a stream; `event` is null for one that only counts for the frequencies. */
export interface Past {
  item: ItemVectors
  event: string | null
  fixed?: boolean
}

interface Node extends Group {
  items: readonly Member[]
  event: Cluster | undefined
}

/** Groups one stream of one language, item by item. The same items in the same order give the same events. */
export class Engine {
  readonly #params: EngineParams
  readonly #model: JoinModel
  readonly #frequencies = new Frequencies()
  readonly #index = new CandidateIndex()
  readonly #active = new Map<string, Cluster>()
  /** Used again for every arrival. */
  readonly #likenesses = new Float64Array(AT_ONCE * AT_ONCE)
  #clock = Number.NEGATIVE_INFINITY
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(params: EngineParams = defaultParams, model: JoinModel = joinModel()) {
    this.#params = params
    this.#model = model
  }

  /**
   * Brings a fresh engine to the state of one that saw a whole stream. `history` holds, in order of arrival, every item
   * of the events that may still be active and every item the frequencies look back on. `clock` is the newest item time
   * of the stream (ms), `seq` its last arrival number.
   */
  restore(history: Iterable<Past>, clock: number, seq: number): void {
    for (const { item, event, fixed } of history) {
      this.#frequencies.observe(item.seq, item.body.ids)
      if (event !== null) this.#put(this.#active.get(event) ?? new Cluster(event), new Member(item, fixed))
    }
    this.#clock = clock
    this.#frequencies.advance(seq)
    this.#expire(seq)
  }

  get activeCount(): number {
    return this.#active.size
  }

  /** Groups the next item; `seq` must be greater than any before. `name` is given to an event it opens, and to no other. */
  assign(text: ItemText, name: () => string): Assignment {
    return this.assignVectors(vectorsOf(text), name)
  }

  assignVectors(item: ItemVectors, name: () => string): Assignment {
    this.#frequencies.advance(item.seq)
    this.#clock = Math.max(this.#clock, item.time)
    this.#expire(item.seq)
    const member = new Member(item)
    const near = this.#index
      .find(item, this.#frequencies, this.#params.candidates)
      .filter((cluster) => this.#isNear(member, cluster))
    const assignment = this.#regroup(member, near, name)
    this.#frequencies.observe(item.seq, item.body.ids)
    return assignment
  }

  #isNear(member: Member, cluster: Cluster): boolean {
    return speakersOf(cluster).some((other) => this.#compare(member, other) !== undefined)
  }

  /** The comparison of two items, worked out once while the frequencies stay the same. */
  #compare(a: Member, b: Member): Comparison | undefined {
    const [earlier, later] = a.seq < b.seq ? [a, b] : [b, a]
    const known = later.compared(this.#frequencies)
    if (known.has(earlier.seq)) return known.get(earlier.seq)
    const row = compare(later, earlier, this.#frequencies)
    known.set(earlier.seq, row)
    return row
  }

  /** How likely each two of the items are to report the same: entry `i * count + j`. */
  #likeness(items: readonly Member[]): Float64Array {
    const count = items.length
    const rows: (Comparison | undefined)[] = new Array(count * count)
    for (let i = 1; i < count; i++)
      for (let j = 0; j < i; j++) rows[i * count + j] = this.#compare(items[i]!, items[j]!)
    writeStanding({ count, rows })
    const likeness = this.#likenesses.fill(0, 0, count * count)
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) {
        const row = rows[i * count + j]
        if (!row) continue
        if (Number.isNaN(row.likeness)) row.likeness = this.#model.likeness(row.features, items[i]!, items[j]!)
        likeness[i * count + j] = row.likeness
        likeness[j * count + i] = row.likeness
      }
    }
    return likeness
  }

  get #threshold(): number {
    const { threshold } = this.#model
    const quiet = Math.min(threshold, QUIET_THRESHOLD)
    return quiet + (threshold - quiet) * Math.min(1, this.#active.size / DENSE_EVENTS)
  }

  /** Places the new item, and the items of the events near it anew, by average linkage. */
  #regroup(member: Member, near: readonly Cluster[], name: () => string): Assignment {
    const nodes = nodesOf(member, near)
    const items = nodes.flatMap((node) => node.items)
    const likeness = this.#likeness(items)
    const parts = linkParts(nodes, likeness, this.#threshold, HOLD).map((part) => part.map((i) => nodes[i]!))
    const changes: Change[] = []
    // who goes where is settled before anything moves
    const plans = parts.map((part) => ({ part, led: ledBy(part) }))
    const formed = plans.map(({ part, led }) => {
      const event = led[0] ?? new Cluster(name())
      for (const node of part) {
        if (node.event && led.includes(node.event)) continue
        for (const item of node.items) {
          if (node.event) {
            this.#take(node.event, item)
            changes.push({ kind: 'move', seq: item.seq, from: node.event.name, to: event.name })
          }
          this.#put(event, item)
        }
      }
      return { part, led, event }
    })
    for (const { led, event } of formed) {
      for (const other of led.slice(1)) {
        event.absorb(other)
        this.#index.move(other, event)
        this.#active.delete(other.name)
        changes.push({ kind: 'merge', from: other.name, to: event.name })
      }
    }
    // what lost its latest items may not have been active without them
    for (const { event } of nodes) if (event && !this.#isActive(event, member.seq)) this.#close(event)
    const own = formed.find(({ part }) => part[0] === nodes[0])
    if (!own) throw new Error(`arrival ${member.seq} was placed nowhere`)
    const others = own.part.slice(1).flatMap(({ items }) => items)
    const sum = others.reduce((total, other) => total + likeness[items.indexOf(other)]!, 0)
    const isNew = others.length === 0
    return { seq: member.seq, event: own.event.name, isNew, score: isNew ? 1 : sum / others.length, changes }
  }

  #take(cluster: Cluster, member: Member): void {
    cluster.remove(member)
    this.#index.update(cluster, member.vectors.lead.ids)
  }

  #put(cluster: Cluster, member: Member): void {
    cluster.add(member)
    this.#active.set(cluster.name, cluster)
    this.#index.update(cluster, member.vectors.lead.ids)
  }

  #expire(seq: number): void {
    // whole hours and steps, so that what is active depends on clock and arrival number only
    const hour = Math.floor(this.#clock / HOUR) + Math.floor(seq / 64)
    if (hour === this.#sweptAt) return
    this.#sweptAt = hour
    for (const cluster of this.#active.values()) {
      if (!this.#isActive(cluster, seq)) this.#close(cluster)
    }
  }

  #close(cluster: Cluster): void {
    this.#index.remove(cluster)
    this.#active.delete(cluster.name)
  }

  #isActive(cluster: Cluster, seq: number): boolean {
    const arrivals = Math.floor(seq / 64) * 64 - cluster.lastSeq
    if (arrivals > this.#params.maxArrivals) return false
    if (arrivals <= this.#params.recentArrivals) return true
    return cluster.lastTime >= Math.floor(this.#clock / HOUR) * HOUR - this.#params.windowMs
  }
}

/** The new item, and what the events near it are made of while that is not too much. */
function nodesOf(member: Member, near: readonly Cluster[]): Node[] {
  let count = 1
  const nodes: Node[] = [{ items: [member], event: undefined, fixed: false }]
  for (const event of near) {
    const its: Node[] = event.settled
      ? [{ items: speakersOf(event), event, fixed: event.fixed }]
      : event.members.map((item) => ({ items: [item], event, fixed: false }))
    count += event.settled ? SPEAKERS : its.length
    if (count > AT_ONCE) break
    nodes.push(...its)
  }
  return nodes
}

/**
 * The events a part of the nodes stands for, oldest first: an event goes where its earliest item goes, and of several
 * that meet, the oldest gives the name.
 */
function ledBy(part: readonly Node[]): Cluster[] {
  return part
    .flatMap(({ event, items }) => (event && (event.settled || event.first === items[0]?.seq) ? [event] : []))
    .sort((a, b) => a.first - b.first)
}

const speakersOf = (cluster: Cluster): readonly Member[] => cluster.members.slice(-SPEAKERS)
