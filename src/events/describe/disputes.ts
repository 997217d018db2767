import type { EventFacts } from '../../db/schema/index.ts'
import { type Member, ownerOf } from '../member.ts'
import { deniedClaims } from './claims.ts'
import type { EventNumber } from './numbers.ts'

type Dispute = NonNullable<EventFacts['disputes']>[number]

/** What the sources of an event disagree about, and how many owners and figures stand against the others. */
export function disputesOf(
  members: readonly Member[],
  numbers: readonly EventNumber[],
): { disputes: Dispute[]; contradictions: number } {
  const claims = deniedClaims(members)
  const owners = new Map(members.map((member) => [member.itemId, ownerOf(member)]))
  const deniers = new Set(claims.flatMap(({ deniedBy }) => deniedBy.map((itemId) => owners.get(itemId))))
  const isFirstOfOwner = (itemId: string, i: number, itemIds: readonly string[]) =>
    itemIds.findIndex((other) => owners.get(other) === owners.get(itemId)) === i
  const contested = numbers.filter((number) => number.contested)
  return {
    disputes: [
      ...contested.map(({ what, values }): Dispute => {
        const sides = new Map<number, string[]>()
        for (const { value, itemId } of values) sides.set(value, [...(sides.get(value) ?? []), itemId])
        const sorted = [...sides].sort(([a], [b]) => a - b)
        return { kind: 'number', what, sides: sorted.map(([value, itemIds]) => ({ says: String(value), itemIds })) }
      }),
      ...claims.map(
        ({ sentence, assertedBy, deniedBy }): Dispute => ({
          kind: 'claim',
          what: sentence,
          sides: [
            { says: 'states it', itemIds: assertedBy.filter(isFirstOfOwner).slice(0, 20) },
            { says: 'denies it', itemIds: deniedBy.filter(isFirstOfOwner).slice(0, 20) },
          ],
        }),
      ),
    ],
    contradictions: deniers.size + contested.length,
  }
}
