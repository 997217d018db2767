import type { EvidenceAssessment, MatchSpan, SourceGroup } from '../db/schema/index.ts'
import { canonicalJson } from './canonical-json.ts'

/** What is known of a (event, signal) match on its own, before its neighbours in time decide novelty and cap. */
export interface EvidenceBase {
  eventId: string
  /** Version of the event, and of the matcher, that this was read with. */
  eventVersion: number
  matcherVersion: string
  signal: string
  effectiveAt: Date
  /** Content hash and outside id of the first item that shows the signal. */
  orderKey: string
  definitionId: string
  definitionVersion: number
  halfLifeDays: number
  direction: 1 | -1
  weight: number
  severity: number
  confidence: number
  credibility: number
  corroboration: number
  contradictions: number
  owner: string
  groups: SourceGroup[]
  itemIds: string[]
  spans: MatchSpan[]
  /** A language model's word, when the values are its own; null when they are the matcher's. */
  assessment: EvidenceAssessment | null
}

/** A piece of evidence with every factor its Δ is the product of. */
export interface Evidence extends EvidenceBase {
  novelty: number
  ownerCap: number
  delta: number
}

/** Identity of a piece of evidence within its trend. */
export function evidenceKey(row: { eventId: string; signal: string }): string {
  return `${row.eventId} ${row.signal}`
}

/**
 * Effective-time order. Happenings of the same instant are ordered by what their first item says, so that the order is the
 * same in every database that holds the same items; ids decide only where one item belongs to both.
 */
export function compareEvidence(a: EvidenceBase, b: EvidenceBase): number {
  return (
    a.effectiveAt.getTime() - b.effectiveAt.getTime() ||
    compareText(a.orderKey, b.orderKey) ||
    compareText(a.signal, b.signal) ||
    compareText(a.eventId, b.eventId)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether two pieces of evidence say the same in every stored respect, so that the older one can stand. */
export function sameEvidence(a: Evidence, b: Evidence): boolean {
  return sameBase(a, b) && a.novelty === b.novelty && a.ownerCap === b.ownerCap && a.delta === b.delta
}

/** Like `sameEvidence`, for what does not depend on neighbours in time. Which version was read matters only if the reading changed. */
export function sameBase(a: EvidenceBase, b: EvidenceBase): boolean {
  return (
    a.effectiveAt.getTime() === b.effectiveAt.getTime() &&
    a.orderKey === b.orderKey &&
    a.definitionId === b.definitionId &&
    a.halfLifeDays === b.halfLifeDays &&
    a.direction === b.direction &&
    a.weight === b.weight &&
    a.severity === b.severity &&
    a.confidence === b.confidence &&
    a.credibility === b.credibility &&
    a.corroboration === b.corroboration &&
    a.contradictions === b.contradictions &&
    a.owner === b.owner &&
    same(a.groups, b.groups) &&
    same(a.itemIds, b.itemIds) &&
    same(a.spans, b.spans) &&
    same(a.assessment, b.assessment)
  )
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
