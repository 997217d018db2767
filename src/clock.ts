/** Where the time comes from. Only process entries make one; everything below receives `now` as an argument. */
export interface Clock {
  now(): Date
  /** Clock seconds per real second; 1 in production. */
  readonly speed: number
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date(), speed: 1 }

/** A clock that reads `start` at the real instant `startedAt` and runs `speed` times as fast. */
export function virtualClock(start: Date, speed: number, startedAt = Date.now()): Clock {
  return { now: () => new Date(start.getTime() + (Date.now() - startedAt) * speed), speed }
}
