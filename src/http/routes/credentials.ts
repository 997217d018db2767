import { rotateDestinations } from '../../alerts/index.ts'
import {
  type Credential as CredentialRow,
  Keyring,
  listCredentials,
  removeCredential,
  rotateCredentials,
  saveCredential,
} from '../../credentials/index.ts'
import type { AppServices } from '../app-services.ts'
import type { Handlers } from '../route.ts'

type CredentialOperation = 'listCredentials' | 'saveCredential' | 'removeCredential' | 'rotateCredentials'

/** Secrets by name; none of these answers one. */
export function credentialRoutes({ db, keyring = new Keyring([]) }: AppServices): Pick<Handlers, CredentialOperation> {
  return {
    async listCredentials({ tenantId }) {
      const rows = await listCredentials(db, tenantId)
      return { data: rows.map((row) => ({ ...present(row), usedBy: row.usedBy })) }
    },

    async saveCredential({ tenantId, body, now }) {
      const { hosts, ...rest } = body
      return present(await saveCredential(db, keyring, { ...rest, ...(hosts ? { hosts } : {}), tenantId, now }))
    },

    async removeCredential({ tenantId, params }) {
      await removeCredential(db, tenantId, params.name)
      return { removed: params.name }
    },

    async rotateCredentials({ tenantId }) {
      const credentials = await rotateCredentials(db, keyring, tenantId)
      return { rotated: credentials + (await rotateDestinations(db, keyring, tenantId)) }
    },
  }
}

const present = ({ name, hosts, keyId, createdAt, updatedAt }: CredentialRow) => ({
  name,
  hosts,
  keyId,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})
