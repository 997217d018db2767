import { vi } from 'vitest'
import { main } from '../../scripts/cli.ts'

export interface Ended {
  code: number | string
  stdout: string
  stderr: string
}

/** Runs `bellwether …` as the command line does, in this process: what it printed, and its exit code. */
export async function bellwether(...args: string[]): Promise<Ended> {
  const stdout = vi.spyOn(console, 'log').mockImplementation(() => {})
  const stderr = vi.spyOn(console, 'error').mockImplementation(() => {})
  // What commander itself has to say.
  const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const listening = process.stdout.listeners('error')
  const printed = (spy: { mock: { calls: unknown[][] } }, end: string) =>
    spy.mock.calls.map((call) => call.join(' ')).join(end)
  try {
    await main(['node', 'bellwether', ...args])
    const code = process.exitCode ?? 0
    return { code, stdout: printed(stdout, '\n'), stderr: printed(stderr, '\n') + printed(written, '') }
  } finally {
    process.exitCode = undefined
    for (const listener of process.stdout.listeners('error'))
      if (!listening.includes(listener)) process.stdout.off('error', listener as () => void)
    for (const spy of [stdout, stderr, written]) spy.mockRestore()
  }
}
