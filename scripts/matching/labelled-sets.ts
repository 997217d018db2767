import type { TrendDefinition } from '../../src/trends/definition.ts'
import { joinLabels, type LabelledItem, readLabelledItems } from '../labelled-items.ts'
import { readDefinitions } from '../read-definitions.ts'

/** Items with labels, and the definitions they are labelled with. */
export interface LabelledSet {
  name: string
  definitions: TrendDefinition[]
  items: LabelledItem[]
}

/** The seven labelled sets that the matcher is fitted on; `feeds` is a folder of recorded feeds. */
export async function readLabelledSets(feeds: string): Promise<LabelledSet[]> {
  const fixtures = 'test/fixtures/matching'
  return [
    {
      name: 'recorded feeds',
      definitions: readDefinitions('examples/trends'),
      items: await joinLabels('examples/labels/spring-2025.ndjson', feeds),
    },
    {
      name: 'invented',
      definitions: readDefinitions(`${fixtures}/definitions`),
      items: await readLabelledItems(`${fixtures}/items.ndjson`),
    },
    {
      name: 'paraphrased',
      definitions: readDefinitions(`${fixtures}/paraphrased/definitions`),
      items: await readLabelledItems(`${fixtures}/paraphrased/items.ndjson`),
    },
    {
      name: 'twelve subjects',
      definitions: readDefinitions(`${fixtures}/held-out/definitions`),
      items: await readLabelledItems(`${fixtures}/held-out/items.ndjson`),
    },
    {
      name: 'four subjects',
      definitions: readDefinitions(`${fixtures}/held-out-2/definitions`),
      items: await readLabelledItems(`${fixtures}/held-out-2/items.ndjson`),
    },
    {
      name: 'twelve more subjects',
      definitions: readDefinitions(`${fixtures}/held-out-4/definitions`),
      items: await readLabelledItems(`${fixtures}/held-out-4/items.ndjson`),
    },
    {
      name: 'ten subjects',
      definitions: readDefinitions(`${fixtures}/held-out-5/definitions`),
      items: await readLabelledItems(`${fixtures}/held-out-5/items.ndjson`),
    },
  ]
}
