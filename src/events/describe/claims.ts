import { type Member, ownerOf } from '../member.ts'
import { stopWords } from './stop-words.ts'
import { sentencesOf, wordsOf } from './words.ts'

const denial =
  /(?<!(?:\b(?:be|been|being|was|were|is|are|despite|previously|earlier|after|that|who|which)|couple|people) )(?<!\p{L})(?:denies|denied|denying|disputes (?:the |that |claims?)|refutes|refuted|rejects? (?:the )?(?:claims?|reports?|allegations?|accusations?)|debunks|debunked|no evidence (?:of|that|for)|dementiert|bestreitet|weist .{0,40} zurück|niega|desmiente|rechaza las acusaciones|dément|nie avoir|afviser|benægter|спростову\p{L}*|спростува\p{L}*|заперечу\p{L}*|запереч\p{L}*)(?!\p{L})/iu
/** To deny a request is to refuse it, which is no word about what is true. */
const refusal =
  /(?<!\p{L})(?:requests?|lawsuits?|motions?|appeals?|bail|visas?|permission|permits?|entry|access|asylum|bids?|petitions?|parole|stay|judges?|courts?)(?!\p{L})/iu
/** A sentence that says no is not one that states the claim. */
const negation =
  /(?<!\p{L})(?:no|not|never|without|innocent|nonsense|non-sense|untrue|false|falsely|wrong|n[iu]cht|kein\p{L}*|nie|niemals|ikke|aldrig|nunca|jamais|pas|не|ні|ніколи)(?!\p{L})|n['’]t(?!\p{L})/iu
/** Words about the quarrel rather than the matter. */
const quarrel =
  /^(?:claim|report|alleg|accus|rumou?r|involvement|responsib|any|ever|statement|official|spokes|say|said|tell|told|minist|govern)/u
const MOST_READ = 60
const LEAD = 300
/** Share of the words of a claim that another sentence must have to be about the same. */
const SAME = 0.66

/** A claim that one side makes and another denies, with the items of both. */
export interface DeniedClaim {
  /** The sentence that denies it. */
  sentence: string
  deniedBy: string[]
  assertedBy: string[]
}

/**
 * Claims that one owner's headline or opening denies while another's, which denies nothing, states them: most of the
 * words of what is denied must stand in one sentence of the other. A denial that nobody contradicts is news, not a quarrel.
 */
export function deniedClaims(members: readonly Member[]): DeniedClaim[] {
  const told = members.filter((member) => member.duplicateOf === null && !member.deleted).slice(0, MOST_READ)
  const read = told.map((member) => ({ member, owner: ownerOf(member), sentences: openingOf(member) }))
  const denying = read.filter(({ sentences }) => sentences.some(denies))
  if (denying.length === 0) return []
  const deniers = new Set(denying.map(({ owner }) => owner))
  const asserting = read
    .filter(({ owner }) => !deniers.has(owner))
    .map(({ member, sentences }) => ({
      member,
      stems: sentences
        .filter((sentence) => !negation.test(sentence))
        .map((sentence) => stemsOf(sentence, member.language)),
    }))
  const claims: (DeniedClaim & { stems: Set<string> })[] = []
  for (const { member, sentences } of denying) {
    for (const sentence of sentences) {
      const match = denial.exec(sentence)
      if (!match || !denies(sentence)) continue
      const claim = claimOf(sentence, match, member.language)
      if (claim.size < 2) continue
      const needed = Math.max(2, Math.ceil(SAME * claim.size))
      const against = asserting.filter(({ stems }) => stems.some((said) => shared(claim, said) >= needed))
      if (against.length === 0) continue
      const found = {
        sentence,
        stems: claim,
        deniedBy: [member.itemId],
        assertedBy: against.map((it) => it.member.itemId),
      }
      // headline and text, or two outlets, may deny one thing in different words
      const known = claims.find(({ stems }) => shared(claim, stems) >= SAME * Math.min(claim.size, stems.size))
      if (known) {
        known.deniedBy = [...new Set([...known.deniedBy, ...found.deniedBy])]
        known.assertedBy = [...new Set([...known.assertedBy, ...found.assertedBy])]
      } else claims.push(found)
    }
  }
  return claims.slice(0, 5).map(({ stems: _, ...claim }) => claim)
}

/** Headline and the sentences its text opens with. */
function openingOf(member: Member): string[] {
  return [member.title, ...sentencesOf(member.text.slice(0, LEAD)).slice(0, 2)].filter((sentence) => sentence !== '')
}

const denies = (sentence: string): boolean => denial.test(sentence) && !refusal.test(sentence)

/** What is denied: the words after the denial, or the whole sentence where a language puts the verb last. */
function claimOf(sentence: string, match: RegExpExecArray, language: string): Set<string> {
  const after = stemsOf(sentence.slice(match.index + match[0].length), language)
  if (after.size >= 2) return after
  return stemsOf(sentence.replace(match[0], ' '), language)
}

function stemsOf(text: string, language: string): Set<string> {
  const stop = stopWords(language)
  const stems = new Set<string>()
  for (const word of wordsOf(text)) {
    if (word.length < 3 || stop.has(word) || quarrel.test(word)) continue
    stems.add(language === 'en' ? word.replace(/(?:ing|ed|es|s|e)$/u, '') : word.slice(0, 6))
  }
  return stems
}

const shared = (claim: ReadonlySet<string>, said: ReadonlySet<string>): number =>
  [...claim].filter((stem) => said.has(stem)).length
