/** Polls `condition` every 25 ms until it answers something truthy and returns that; fails after `timeoutMs`, naming what was awaited. */
export async function until<T>(
  what: string,
  condition: () => Promise<T> | T,
  timeoutMs = 15_000,
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await condition()
    if (value) return value as Exclude<NonNullable<T>, false>
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
