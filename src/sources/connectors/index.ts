import { InputError } from '../../errors.ts'
import type { Connector } from './connector.ts'
import { file } from './file.ts'
import { push } from './push.ts'
import { rss } from './rss.ts'

/** Every kind of source there is. A new one is its file and its line here. */
const connectors: readonly Connector[] = [rss, file, push]

/** The connector of that name. Throws InputError, which names the ones there are. */
export function getConnector(name: string): Connector {
  const found = connectors.find((connector) => connector.name === name)
  if (found) return found
  const message = `there is no connector ${name}; there are ${connectors.map((c) => c.name).join(', ')}`
  throw new InputError(message, [{ field: 'connector', message }])
}
