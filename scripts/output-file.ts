import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { InputError, messageOf } from '../src/errors.ts'

/**
 * Opens `out` for what is made of `file`, before the work is begun; answers what writes it. Throws InputError, and leaves
 * `out` as it is, when `file` is not there or both are the same; InputError when `out` cannot be written.
 */
export async function openOutput(
  file: string,
  out: string,
): Promise<(lines: Iterable<string> | AsyncIterable<string>) => Promise<void>> {
  const from = await stat(file).catch((cause: unknown) => {
    throw new InputError(`${file} cannot be read: ${messageOf(cause)}`)
  })
  const into = await stat(out).catch(() => undefined)
  if (from.ino === into?.ino && from.dev === into.dev)
    throw new InputError(`${out} is the file that is read: write to another one`)
  const handle = await open(out, 'w').catch((cause: unknown) => {
    throw new InputError(`${out} cannot be written: ${messageOf(cause)}`)
  })
  return (lines) => pipeline(lines, handle.createWriteStream())
}
