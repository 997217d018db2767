import { z } from 'zod'
import { instant } from './common.ts'

export const credentialParams = z.object({ name: z.string().min(1).max(63) })

/** A secret that connectors and webhooks use by its name. The secret itself is never answered. */
export const credential = z
  .object({
    name: z.string(),
    /** Host names it may be sent to. */
    hosts: z.array(z.string()),
    /** The key it is sealed under. */
    keyId: z.string(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Credential' })

/** A credential with the names of the sources that use it. */
export const listedCredential = credential.extend({ usedBy: z.array(z.string()) }).meta({ id: 'ListedCredential' })

/** A credential to add; one of the same name gets the new secret and hosts. */
export const newCredential = z
  .strictObject({
    name: z.string().min(1).max(63),
    secret: z.string().min(1).max(8_192).meta({ writeOnly: true }),
    hosts: z.array(z.string().max(253)).max(20).optional(),
  })
  .meta({ id: 'NewCredential' })

export type ListedCredential = z.infer<typeof listedCredential>

export const credentialsRotated = z.object({ rotated: z.int() })
export const credentialRemoved = z.object({ removed: z.string() })
