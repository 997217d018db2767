import type { Actor } from '../audit/index.ts'
import type { Identity } from './app-services.ts'

/** Who did what is put on record. */
export const actorOf = ({ name }: Identity, via: 'api' | 'board' = 'api'): Actor => ({ name, via })
