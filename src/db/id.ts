import { v7 } from 'uuid'

/** A UUIDv7 made at `now` (clock time, so partitions by id follow the clock); unique and time-ordered to the millisecond. */
export const newId = (now: Date): string => v7({ msecs: now.getTime() })
