import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { STORE_NAMES } from '../../core/store-name.js'
import { BUNDLED_ENTITIES } from './registry.js'

const DIRECTORY = fileURLToPath(new URL('.', import.meta.url))

test('every file of an entity is registered', () => {
  const files = readdirSync(DIRECTORY).filter(
    (name) =>
      !name.endsWith('.test.ts') && readFileSync(`${DIRECTORY}${name}`, 'utf8').includes(' = defineEntity({'),
  )
  expect(BUNDLED_ENTITIES.all.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted())
})

test('names, places and codes are unique', () => {
  const codes = BUNDLED_ENTITIES.all.flatMap(({ id }) => id.code ?? [])
  expect(codes.every((code) => Number.isInteger(code) && code >= 0 && code < 32)).toBe(true)
  for (const values of [
    BUNDLED_ENTITIES.all.map(({ name }) => name),
    BUNDLED_ENTITIES.all.map(({ plural }) => plural),
    BUNDLED_ENTITIES.all.map(({ place }) => JSON.stringify(place)),
    codes,
  ]) {
    expect(new Set<unknown>(values).size).toBe(values.length)
  }
})

test('ids are fields, and references are fields that refer to an entity', () => {
  for (const { fields, id, references = [] } of BUNDLED_ENTITIES.all) {
    expect(Object.keys(fields)).toEqual(expect.arrayContaining([...id.fields]))
    for (const { field, entity, sameAs = entity } of references) {
      expect(Object.keys(fields)).toContain(field.split('.')[0])
      expect([BUNDLED_ENTITIES.get(entity).name, BUNDLED_ENTITIES.get(sameAs).name]).toEqual([entity, sameAs])
    }
  }
})

test('the codes of ids never change', () => {
  const codes = Object.fromEntries(BUNDLED_ENTITIES.all.map(({ name, id }) => [name, id.code]))
  expect(codes).toMatchObject({ family: 0, user: 1, todo: 2, expense: 3, budget: 4, event: 5, invitation: 6 })
})

test.each(STORE_NAMES)('the entities of %s come after those that they refer to', (store) => {
  const names = BUNDLED_ENTITIES.ofStore(store).map(({ name }) => name)
  for (const { name, references = [] } of BUNDLED_ENTITIES.ofStore(store)) {
    const earlier = new Set(references.flatMap(({ entity, deferred }) => (deferred ? [] : entity)))
    const late = names.slice(names.indexOf(name) + 1).filter((each) => earlier.has(each))
    expect({ name, late }).toEqual({ name, late: [] })
  }
})

test('identity is written family by family: families, users, members, invitations, events', () => {
  const identity = ['families', 'users', 'members', 'invitations', 'events']
  const plurals: readonly string[] = BUNDLED_ENTITIES.ofStore('postgres').map(({ plural }) => plural)
  expect(plurals.filter((plural) => identity.includes(plural))).toEqual(identity)
})
