import { expect, test } from 'vitest'
import * as library from './library.js'
import * as vitestLibrary from './testing/vitest/index.js'

/** Values that none of the functions accepts as its first argument. */
const WRONG: readonly unknown[] = [null, { nothing: true }, 5, [], () => {}]

/** What an extension declares is checked when homemanager loads its file. */
const CHECKED_LATER =
  /^(define(Columns|Entity|Extension)|boolean|date|decimal|double|integer|json|list|nullable|object|oneOf|optional|text|timestamp|uuid|toDecimal128)$/

const FUNCTIONS = Object.entries({ ...library, ...vitestLibrary }).flatMap(([name, value]) =>
  typeof value === 'function' && !/^[A-Z]/.test(name) && !CHECKED_LATER.test(name)
    ? [[name, value as (argument: unknown) => unknown] as const]
    : [],
)

test.each(FUNCTIONS)('%s rejects an argument of another kind as a HomeError', async (name, call) => {
  expect(FUNCTIONS.length).toBeGreaterThan(10)
  for (const value of WRONG) {
    const error: unknown = await Promise.resolve(value)
      .then(call)
      .then(
        () => undefined,
        (reason: unknown) => reason,
      )
    expect([name, value, error]).toMatchObject([name, value, { name: 'HomeError', code: 'OPTION_INVALID' }])
  }
})

const { createStack, createTodoClient } = library
test.each([
  // Timers of Node.js end at once if they are longer.
  ['createStack', async () => createStack({ timeoutMs: Infinity }), 'the option timeoutMs'],
  ['createStack', async () => createStack({ seed: '' }), 'the option seed'],
  ['a client', () => createTodoClient('http://127.0.0.1:9', { timeoutMs: 2 ** 31 }), 'the option timeoutMs'],
  [
    'a call',
    async () => createTodoClient('http://127.0.0.1:9', { token: 'secret\nlines' }).listTodos(),
    'The token of',
  ],
  [
    'a call',
    async () => createTodoClient('http://127.0.0.1:9', { headers: { 'x y': 'z' } }).listTodos(),
    'The header "x y" of',
  ],
])('%s rejects a value that makes no sense, and does not show a token', async (_name, call, named) => {
  const error: unknown = await Promise.resolve()
    .then(call as () => unknown)
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'OPTION_INVALID' })
  expect(String(error)).toContain(named)
  expect(JSON.stringify(error)).not.toContain('secret')
})

test('an error names what is missing, and the wrong member of an option', async () => {
  const { createTodoService, forkHandle, openStores } = library
  const message = async (work: () => unknown): Promise<unknown> =>
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => (error instanceof Error ? error.message : error))
  expect(await message(() => createTodoService({} as never))).toBe(
    'createTodoService requires the option dynamodb.',
  )
  expect(await message(() => createTodoService({ dynamodb: { client: {} } } as never))).toBe(
    'Invalid value for the option dynamodb of createTodoService: an object.',
  )
  expect(await message(async () => openStores({ postgres: {} } as never))).toBe(
    'Invalid value for the option postgres of openStores: an object.',
  )
  expect(await message(async () => forkHandle({ config: {}, state: {} } as never))).toBe(
    'forkHandle expects what handle() of a stack returns.',
  )
  for (const given of [undefined, 'undefined', '{}'])
    expect(await message(async () => forkHandle(given))).toBe(
      'forkHandle expects what handle() of a stack returns.',
    )
  expect(await message(async () => vitestLibrary.forkStack())).toBe(
    'forkStack found no stack of this test run.',
  )
})
