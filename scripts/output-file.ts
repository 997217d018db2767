import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { InputError, messageOf } from '../src/errors.ts'

/**
 * Opens `out` for what is made of `file`, before the work is begun; answers what writes it. Throws InputError when both are the same file or
 * `out` cannot be written.
 */
export async function openOutput(
  file: string,
  out: string,
): Promise<(lines: Iterable<string> | AsyncIterable<string>) => Promise<void>> {
  if (await isSameFile(file, out)) throw new InputError(`${out} is the file that is read: write to another one`)
  const handle = await open(out, 'w').catch((cause: unknown) => {
    throw new InputError(`${out} cannot be written: ${messageOf(cause)}`)
  })
  return (lines) => pipeline(lines, handle.createWriteStream())
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)))
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev
}
