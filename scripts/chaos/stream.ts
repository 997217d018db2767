import { pick, seeded, shuffled } from './random.ts'

/** An invented report. */
export interface Report {
  externalId: string
  outlet: string
  title: string
  text: string
  published: Date
}

/** What is handed over at once: a request of one outlet's or several outlets' reports, or new entries of one feed. */
export interface Turn {
  kind: 'http' | 'feed'
  /** The feed's outlet; empty for a request. */
  outlet: string
  reports: Report[]
}

export interface Stream {
  turns: Turn[]
  /** The same reports with other words, sent when the first ones have been grouped. */
  edits: Turn[]
}

/** The end of the month the reports are from; values are compared at this instant. */
export const streamEnd = new Date('2031-06-01T00:00:00Z')
/** Outlets that are read as feeds; the others hand their reports over. */
export const feedOutlets = ['Quay Post', 'Northern Wire', 'Hill Observer']
const httpOutlets = [
  'Harbour Desk',
  'Delta Times',
  'City Gazette',
  'Coast Radio',
  'Market Note',
  'Valley Herald',
  'Ridge Daily',
]
const reportsPerRequest = 200
const entriesPerFeedTurn = 30
const monthMs = 31 * 86_400_000

const incidents = [
  ['ferry collides with cargo ship', 'ferry', 'collision', 'The ferry * and the cargo ship * collided in heavy fog'],
  ['dam overflows after days of rain', 'dam', 'flood', 'The * reservoir rose above * spillway after days of rain'],
  ['refinery fire forces evacuation', 'refinery', 'fire', 'Flames spread from * storage tank to * pipeline'],
  ['dockers walk out over pay', 'dockers', 'strike', 'Dockers of * left the * piers after talks broke down'],
  ['power failure darkens districts', 'grid', 'blackout', 'Two * transformers failed and * districts went dark'],
  ['border crossing closed after shots', 'border', 'shooting', 'Warning shots at * were fired and * crossing closed'],
  ['central bank raises its rate', 'bank', 'rate', 'The * bank raised its rate to slow * prices'],
  ['mine tunnel caves in', 'mine', 'cave-in', 'A * tunnel caved in while * shift was below'],
  ['ceasefire talks resume', 'talks', 'ceasefire', 'Negotiators returned to * table under a * ceasefire'],
  ['court suspends election law', 'court', 'election', 'The * court suspended the * law before the vote'],
  ['bird flu found on farms', 'farms', 'outbreak', 'Tests found * virus on poultry farms of * district'],
  ['hackers shut hospital systems', 'hospital', 'ransomware', 'Hackers encrypted * records of * hospitals'],
] as const
const syllables =
  'tar vel mor ost kai lun dra pel ise uth gan bry sol net quo fen hal cor wyn jad rib zem tul ack eld ofa irn'.split(
    ' ',
  )
const roles = ['harbour master', 'mayor', 'union leader', 'minister', 'spokeswoman', 'engineer', 'police chief']
const addenda = [
  'Officials of * said the cause was * examined.',
  'Residents of * spoke of hours without * news.',
  'Schools in * stay closed until * gives notice.',
  'Repairs could take * a week, engineers of * said.',
  'The government promised * help for those of *.',
  'A commission of * is to report within * month.',
  'Traders of * expect little effect beyond *.',
] as const

/** What `POST /ingest` takes of a turn. */
export const ingestBodyOf = ({ reports }: Turn) =>
  reports.map(({ externalId, outlet, title, text, published }) => ({
    external_id: externalId,
    source: outlet,
    title,
    text,
    timestamp: published.toISOString(),
  }))

/** An invented month of news: `items` reports of happenings by several outlets each, the same for the same seed. */
export function makeStream(items: number, seed: number): Stream {
  const random = seeded(seed)
  const reports: Report[] = []
  while (reports.length < items) reports.push(...happening(random, reports.length))
  reports.length = items
  reports.sort((a, b) => a.published.getTime() - b.published.getTime())
  return { turns: inTurns(reports, random), edits: inTurns(editsOf(reports, random), random) }
}

function happening(random: () => number, first: number): Report[] {
  const [headline, thing, word, sentence] = pick(random, incidents)
  const place = name(random)
  const speaker = `${name(random)} ${name(random)}`
  // What tells two happenings of a kind apart. Names stand between all words: a month of equal phrases would have every report
  // compared with hundreds of others before it is no copy.
  const [about, ...named] = Array.from({ length: 25 }, () => name(random))
  const withNames = (text: string) => text.replaceAll('*', () => pick(random, named))
  const happened = withNames(sentence)
  const copied = withNames(addenda[0])
  const figure = 2 + Math.floor(random() * 400)
  const start = streamEnd.getTime() - random() * monthMs
  const outlets = shuffled(random, [...httpOutlets, ...feedOutlets]).slice(0, 1 + Math.floor(random() ** 2 * 9))
  return outlets.map((outlet, i) => {
    const copies = i > 0 && random() < 0.1
    const told = copies ? copied : withNames(pick(random, addenda))
    const those = (copies ? named : shuffled(random, named)).slice(0, 18).join(', ')
    return {
      externalId: `r${first + i}`,
      outlet,
      title: i % 2 === 0 ? `${about} of ${place}: ${headline}` : `${about} ${word} in ${place}, ${figure} affected`,
      text: `${happened} near ${place}, ${pick(random, roles)} ${speaker} said. The ${thing} of ${about} affected ${those}. ${told}`,
      published: new Date(Math.min(streamEnd.getTime() - 60_000, Math.floor(start + i * 3_600_000 * random()))),
    }
  })
}

function editsOf(reports: readonly Report[], random: () => number): Report[] {
  return reports
    .filter(() => random() < 0.03)
    .map((report) => ({ ...report, text: `${report.text} Correction: an earlier version gave another figure.` }))
}

/** In order: reports of feeds are kept until the feed has enough of them for a turn. */
function inTurns(reports: readonly Report[], random: () => number): Turn[] {
  const turns: Turn[] = []
  const open = new Map<string, Report[]>()
  for (const report of reports) {
    const outlet = feedOutlets.includes(report.outlet) ? report.outlet : ''
    const waiting = open.get(outlet) ?? []
    open.set(outlet, waiting)
    waiting.push(report)
    const full = outlet === '' ? Math.ceil(reportsPerRequest * (0.2 + 0.8 * random())) : entriesPerFeedTurn
    if (waiting.length < full) continue
    turns.push({ kind: outlet === '' ? 'http' : 'feed', outlet, reports: waiting.splice(0) })
  }
  for (const [outlet, waiting] of open)
    if (waiting.length > 0) turns.push({ kind: outlet === '' ? 'http' : 'feed', outlet, reports: waiting })
  return turns
}

const name = (random: () => number): string =>
  capital(`${pick(random, syllables)}${pick(random, syllables)}${random() < 0.5 ? pick(random, syllables) : ''}`)
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
