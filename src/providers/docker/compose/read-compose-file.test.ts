import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMPOSE_FILE_PATH, readComposeFile } from './read-compose-file.js'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'homemanager-compose-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

function readText(text: string): () => unknown {
  const path = join(directory, 'compose.yml')
  writeFileSync(path, text)
  return () => readComposeFile(path, {})
}

describe('the bundled Compose file', () => {
  test('has three stores and three add-ons', () => {
    const { services, volumes } = readComposeFile(COMPOSE_FILE_PATH, {})
    const summary = [...services.values()].map(({ name, image, profiles }) => ({ name, image, profiles }))
    expect(summary).toEqual([
      { name: 'postgres', image: 'postgres:15', profiles: [] },
      { name: 'dynamodb', image: 'amazon/dynamodb-local', profiles: [] },
      { name: 'mongo', image: 'mongo:7', profiles: [] },
      { name: 'redis', image: 'redis:7', profiles: ['redis'] },
      { name: 'pgbouncer', image: 'edoburu/pgbouncer', profiles: ['pgbouncer'] },
      { name: 'postgres-replica', image: 'postgres:15', profiles: ['postgres-replica'] },
    ])
    expect(volumes).toEqual(['postgres-data', 'dynamodb-data', 'mongo-data'])
  })

  test('reads settings from the environment and from its environment files', () => {
    const { services } = readComposeFile(COMPOSE_FILE_PATH, {
      HOMEMANAGER_POSTGRES_IMAGE: 'mirror.example/postgres:16',
      HOMEMANAGER_POSTGRES_PORT: '6543',
      HOMEMANAGER_POSTGRES_PASSWORD: 'p$d',
    })
    expect(services.get('postgres')).toMatchObject({
      image: 'mirror.example/postgres:16',
      ports: [{ published: 6543, target: 5432 }],
      environment: { POSTGRES_PASSWORD: 'p$d', POSTGRES_USER: 'homemanager' },
      volumes: [{ source: 'postgres-data', target: '/var/lib/postgresql/data', readOnly: false }],
      healthcheck: { intervalMs: 1000 },
    })
  })
})

describe('anything that is not supported is an error with its line', () => {
  const service = (line: string): string => `services:\n  one:\n    image: x\n    ${line}\n`

  test.each([
    ['an unknown key', service('privileged: true'), 'compose.yml:4: privileged is not supported'],
    ['an unknown key at the top', 'configs: {}\nservices: {}', 'compose.yml:1: configs is not supported'],
    ['a port on all interfaces', service('ports: ["5432:5432"]'), 'compose.yml:4: a port of one must have'],
    [
      'a directory of the host',
      service('volumes: ["/var/run/docker.sock:/s"]'),
      'compose.yml:4: a volume must',
    ],
    ['a command as a string', service('command: run it'), 'compose.yml:4: command of one must be a list'],
    ['a bad duration', service('healthcheck: { test: [a], interval: 3 }'), 'compose.yml:4: interval of'],
    ['broken YAML', 'services:\n  one: [\n', 'compose.yml:3: '],
    ['no services', 'name: x', 'compose.yml:1: services must be a mapping'],
    ['no image', 'services:\n  one:\n    user: root', 'image of one must be a string'],
  ])('%s', (_, text, message) => {
    expect(readText(text)).toThrow(message)
  })

  test('keys that start with x- are ignored', () => {
    expect(readText(`x-note: 1\n${service('x-more: 2')}`)).not.toThrow()
  })
})
