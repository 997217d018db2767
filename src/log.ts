import { type Logger, pino } from 'pino'

export type Log = Logger

/** A JSON logger on stderr (stdout belongs to command output). `level` is a pino level name or `silent`. */
export function createLog(level: string, bindings: Record<string, unknown> = {}): Log {
  return pino({ level, base: bindings, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
}
