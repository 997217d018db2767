import { v5 } from 'uuid'
import type { OwnerKind } from './vector-store.ts'

const namespace = '6f1c1f0e-5b1c-5d0a-9a3e-2f6f3f1d7c42'

/** UUIDv5 of owner and model: the same owner has the same point in every index, whoever computes it. */
export function vectorIdOf(owner: { kind: OwnerKind; id: string }, model: string): string {
  return v5(`${owner.kind}/${owner.id}/${model}`, namespace)
}
