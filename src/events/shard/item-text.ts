import type { ItemText } from '../engine/document.ts'
import { type Member, ownerOf } from '../member.ts'

/** What the engine reads of an item. */
export function itemTextOf(member: Member): ItemText {
  return {
    seq: member.seq,
    title: member.title,
    text: member.text,
    owner: ownerOf(member),
    time: member.time.getTime(),
    language: member.language,
  }
}
