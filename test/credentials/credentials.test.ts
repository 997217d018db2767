import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import {
  getCredential,
  Keyring,
  listCredentials,
  readKey,
  removeCredential,
  rotateCredentials,
  saveCredential,
} from '../../src/credentials/index.ts'
import { ConfigError, ConflictError, InputError, NotFoundError } from '../../src/errors.ts'
import { saveSource } from '../../src/sources/index.ts'
import { useApp } from '../http/app.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2031-05-01T12:00:00Z')
const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const ring = new Keyring([oldKey])
const app = useApp(database, {}, { keyring: ring })
const secret = 'correct horse battery'
const save = (more: object = {}, keyring = ring) =>
  saveCredential(database.db, keyring, { tenantId: 'main', name: 'wire', secret, hosts: ['api.example'], now, ...more })
const open = (keyring: Keyring, name = 'wire', tenantId = 'main') => getCredential(database.db, keyring, tenantId, name)
beforeEach(() => database.sql`truncate api_credentials, sources cascade`)

describe('a keyring', () => {
  it('opens what it sealed for its owner, and nothing that was changed or is somebody else’s', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, at) => {
        const sealed = ring.seal(text, 'main/a')
        expect(ring.open(sealed, 'main/a')).toBe(text)
        expect(() => ring.open(sealed, 'main/b')).toThrow(ConfigError)
        const bent = Buffer.from(sealed.sealed)
        bent[at % bent.length]! ^= 1
        expect(() => ring.open({ ...sealed, sealed: bent }, 'main/a')).toThrow(ConfigError)
      }),
      { numRuns: 30 },
    )
  })

  it('never seals the same bytes twice', () => {
    expect(ring.seal(secret, 'x').sealed).not.toEqual(ring.seal(secret, 'x').sealed)
  })

  it.each([
    ['0f'.repeat(32), true],
    [Buffer.alloc(32, 250).toString('base64'), true],
    [Buffer.alloc(32, 250).toString('base64url'), true],
    ['0f'.repeat(31), false],
    ['a password', false],
  ])('reads the key %j: %j', (text, isKey) => expect(readKey(text)?.length === 32).toBe(isKey))

  it('is made of the settings, the current key first', () => {
    const [current, before] = [oldKey.toString('hex'), newKey.toString('base64')]
    const { secretKeys } = loadConfig({ BELLWETHER_SECRET_KEY: current, BELLWETHER_SECRET_KEYS_BEFORE: before })
    expect(secretKeys).toEqual([oldKey, newKey])
    expect(() => loadConfig({ BELLWETHER_SECRET_KEY: 'short' })).toThrow(/BELLWETHER_SECRET_KEY must be 32 bytes/)
    expect(() => loadConfig({ BELLWETHER_SECRET_KEY: 'short' })).not.toThrow(/short/)
  })
})

describe('credentials', () => {
  it('are stored so that the database alone does not hold them', async () => {
    await save()
    expect(await open(ring)).toEqual({ secret, hosts: ['api.example'] })
    const [row] = await database.sql`select row_to_json(api_credentials)::text as text, sealed from api_credentials`
    expect(row?.text).not.toContain(secret)
    expect(row?.sealed.toString('latin1')).not.toContain(secret)
    await expect(open(new Keyring([newKey]))).rejects.toThrow(/sealed under the key/)
    await expect(open(ring, 'wire', 'other')).rejects.toThrow(NotFoundError)
  })

  it('take a new secret under their name', async () => {
    await save()
    await save({ secret: 'another', hosts: [] })
    expect(await open(ring)).toEqual({ secret: 'another', hosts: [] })
    expect(await listCredentials(database.db, 'main')).toHaveLength(1)
  })

  it('move to the current key, all or none, and need the earlier one no more', async () => {
    await save()
    await save({ name: 'second' })
    const both = new Keyring([newKey, oldKey])
    expect(await rotateCredentials(database.db, both, 'main')).toBe(2)
    expect(await rotateCredentials(database.db, both, 'main')).toBe(0)
    expect(await open(new Keyring([newKey]))).toMatchObject({ secret })
    await save({ name: 'third' }, ring)
    await expect(rotateCredentials(database.db, new Keyring([newKey]), 'main')).rejects.toThrow(/credential third/)
  })

  it('are not taken from sources that use them', async () => {
    await save()
    await saveSource(
      database.db,
      'main',
      { connector: 'api', name: 'Uses it', config: { url: 'https://api.example/', auth: { credential: 'wire' } } },
      now,
    )
    await expect(removeCredential(database.db, 'main', 'wire')).rejects.toThrow(ConflictError)
    expect(await listCredentials(database.db, 'main')).toMatchObject([{ name: 'wire', usedBy: ['Uses it'] }])
    await expect(removeCredential(database.db, 'main', 'none')).rejects.toThrow(NotFoundError)
  })

  it.each([
    [{ name: 'no spaces' }, 'name'],
    [{ secret: '' }, 'secret'],
    [{ secret: 'two\nlines' }, 'secret'],
    [{ hosts: ['https://api.example/'] }, 'hosts.0'],
  ])('that are not valid name the field, not the secret: %j', async (more, field) => {
    await expect(save(more)).rejects.toThrow(InputError)
    await expect(save(more)).rejects.toMatchObject({ problems: [expect.objectContaining({ field })] })
    await expect(save(more)).rejects.not.toThrow(/two/)
  })

  it('need a key to be stored', async () => {
    await expect(save({}, new Keyring([]))).rejects.toThrow(/BELLWETHER_SECRET_KEY is not set/)
  })

  it('go in over HTTP and never come out', async () => {
    const body = { name: 'wire', secret, hosts: ['api.example'] }
    const added = await app.call('POST', '/api/v1/credentials', { body })
    const listed = await app.call('GET', '/api/v1/credentials')
    const bad = await app.call('POST', '/api/v1/credentials', { body: { ...body, name: '?' } })
    expect([added.status, listed.status, bad.status]).toEqual([201, 200, 400])
    const answers = await Promise.all([added.text(), listed.text(), bad.text()])
    expect(answers.join()).not.toContain(secret)
    expect(JSON.parse(answers[1] ?? '')).toMatchObject({ data: [{ name: 'wire', hosts: ['api.example'], usedBy: [] }] })
    expect((await app.call('DELETE', '/api/v1/credentials/wire')).status).toBe(200)
    expect((await app.call('DELETE', '/api/v1/credentials/wire')).status).toBe(404)
  })
})
