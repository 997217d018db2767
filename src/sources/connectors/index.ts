import { z } from 'zod'
import { InputError } from '../../errors.ts'
import { api } from './api.ts'
import { bluesky } from './bluesky.ts'
import type { Connector } from './connector.ts'
import { file } from './file.ts'
import { gdelt } from './gdelt.ts'
import { mastodon } from './mastodon.ts'
import { push } from './push.ts'
import { rss } from './rss.ts'
import { telegram } from './telegram.ts'

/** Every kind of source there is. A new one is its file and its line here. */
const connectors: readonly Connector[] = [rss, api, gdelt, telegram, mastodon, bluesky, file, push]

/** Names of all connectors. */
export const connectorNames: readonly string[] = connectors.map((connector) => connector.name)

/** Every connector with what it needs; `settings` is the JSON Schema of a source's `config`. */
export const listConnectors = () =>
  connectors.map(({ name, needsUrl, intervalSeconds, config }) => ({
    name,
    needsUrl,
    intervalSeconds,
    settings: z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
  }))

/** The connector of that name. Throws InputError, which names the ones there are. */
export function getConnector(name: string): Connector {
  const found = connectors.find((connector) => connector.name === name)
  if (found) return found
  const message = `there is no connector ${name}; there are ${connectorNames.join(', ')}`
  throw new InputError(message, [{ field: 'connector', message }])
}
