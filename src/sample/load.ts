import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { z } from 'zod'
import { InputError } from '../errors.ts'
import type { NewItem } from '../items/index.ts'
import { type TrendDefinition, trendDefinition } from '../trends/index.ts'
import { type SampleItem, type SampleOutlet, sampleOutlet, sampleStories } from './schema.ts'

/** The sample workspace as written in this folder; times are still relative to an anchor. */
export interface Sample {
  outlets: SampleOutlet[]
  /** In the order in which they would have arrived; an edit follows the version it replaces. */
  items: SampleItem[]
  /** Definition files, with days relative to the anchor written `@+120d@` or `@-21d@`. */
  trendFiles: { name: string; text: string }[]
}

/** One entry of an outlet, ready to be saved. */
export interface SampleEntry {
  outletId: string
  /** Label of the happening it reports: what grouping is expected to find. */
  story: string
  item: NewItem
}

const hourMs = 3_600_000
const folder = new URL('./', import.meta.url)

/** Reads and checks the sample's files; an InputError names the file and everything wrong in it. */
export async function readSample(): Promise<Sample> {
  const outlets = check(sampleOutlet.array(), 'outlets.yaml', await readText('outlets.yaml'))
  const items: SampleItem[] = []
  for (const name of await listYaml('items/')) {
    for (const story of check(sampleStories, name, await readText(name)))
      items.push(...story.items.map((item) => ({ ...item, story: story.story })))
  }
  const trendFiles = await Promise.all(
    (await listYaml('trends/')).map(async (name) => ({ name, text: await readText(name) })),
  )
  items.sort((a, b) => arrival(a) - arrival(b) || (a.id < b.id ? -1 : 1))
  return { outlets, items, trendFiles }
}

/** The full hour that the sample's times count from, for a first start at `now`. */
export function sampleAnchor(now: Date): Date {
  return new Date(Math.floor(now.getTime() / hourMs) * hourMs)
}

/** Every entry with its times counted from `anchor`, in order of arrival. */
export function sampleItemsAt(sample: Sample, anchor: Date): SampleEntry[] {
  const outlets = new Map(sample.outlets.map((outlet) => [outlet.id, outlet]))
  return sample.items.map((item) => {
    const outlet = outlets.get(item.outlet)
    if (!outlet) throw new InputError(`sample item ${item.id}: there is no outlet "${item.outlet}"`)
    return { outletId: outlet.id, story: item.story, item: entryOf(item, outlet, anchor) }
  })
}

/** The definitions with their days counted from `anchor`. */
export function sampleTrendsAt(sample: Sample, anchor: Date): TrendDefinition[] {
  return sample.trendFiles.map(({ name, text }) => check(trendDefinition, name, fillDays(text, anchor)))
}

function entryOf(item: SampleItem, outlet: SampleOutlet, anchor: Date): NewItem {
  return {
    externalId: `sample:${item.id}`,
    url: new URL(item.id, outlet.url).href,
    title: item.title,
    text: item.text,
    author: item.author ?? null,
    publishedAt: hoursAfter(anchor, item.at),
    updatedAt: item.updated === undefined ? null : hoursAfter(anchor, item.updated),
    language: outlet.language,
    // Without the label, as other outlets would cite it.
    publisher: outlet.name.replace(' (sample)', ''),
    metadata: { sample: true },
  }
}

function arrival(item: SampleItem): number {
  return item.updated ?? item.at
}

function hoursAfter(anchor: Date, hours: number): Date {
  return new Date(anchor.getTime() + hours * hourMs)
}

function fillDays(text: string, anchor: Date): string {
  return text.replace(/@([+-]\d+)d@/g, (_, days) =>
    hoursAfter(anchor, Number(days) * 24)
      .toISOString()
      .slice(0, 10),
  )
}

function check<T extends z.ZodType>(schema: T, name: string, text: string): z.output<T> {
  const result = schema.safeParse(parse(text))
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
  throw new InputError(`sample file ${name}: ${problems.map((p) => `${p.field} ${p.message}`).join('; ')}`, problems)
}

async function listYaml(path: string): Promise<string[]> {
  const names = await readdir(new URL(path, folder))
  return names
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `${path}${name}`)
}

function readText(name: string): Promise<string> {
  return readFile(new URL(name, folder), 'utf8')
}
