export { Keyring, readKey, type Session } from './keyring.ts'
export {
  type Credential,
  getCredential,
  listCredentials,
  type OpenCredential,
  removeCredential,
  rotateCredentials,
  saveCredential,
} from './queries.ts'
