import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, messageOf } from '../src/errors.ts'
import { parseDefinitions, type TrendDefinition } from '../src/trends/index.ts'

/** Definitions of a file, or of every .yaml and .yml file of a folder, by name. Throws InputError naming what is wrong. */
export function readDefinitions(path: string): TrendDefinition[] {
  const files = listFiles(path)
  if (files.length === 0) throw new InputError(`${path} holds no .yaml or .yml file`)
  const read = files.flatMap((file) => parseDefinitions(readFileSync(file, 'utf8'), file))
  const twice = read.find((definition, i) => read.findIndex((other) => other.id === definition.id) !== i)
  if (twice !== undefined) throw new InputError(`${path} defines the trend ${twice.id} more than once`)
  return read
}

function listFiles(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path)
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort()
      .map((name) => join(path, name))
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${messageOf(error)}`)
  }
}
