import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { defineErrorCodes, HomeError, rewordError } from './home-error.js'

const { BAD } = defineErrorCodes({ BAD: { exitCode: 1, meaning: '' } })

test('what Node.js prints of an error has the detail and the suggestion before the frames', () => {
  const error = new HomeError(BAD, {
    message: 'It failed.',
    detail: 'one\ntwo',
    suggestion: 'Do this.\nOr that.',
  })
  const advice = '  one\n  two\n  → Do this.\n    Or that.'
  expect(error.message).toBe('It failed.')
  expect(error.stack).toMatch(new RegExp(`^HomeError: It failed\\.\n${advice}\n    at .*home-error\\.test`))
  // What Vitest prints below the message.
  expect(error).toMatchObject({ codeFrame: advice, detail: 'one\ntwo', suggestion: 'Do this.\nOr that.' })
  expect(inspect(error)).not.toContain('undefined')
  expect(inspect(new HomeError(BAD, { message: 'It failed.' }))).toMatch(/^HomeError: It failed\.\n {4}at /)
})

test('a reworded error has the cause of the original, and nothing else of it', () => {
  const cause = new Error('of a driver')
  const inner = new HomeError(BAD, { message: 'It failed.', suggestion: 'Run homemanager seed.', cause })
  const outer = new HomeError(BAD, {
    message: 'It failed.',
    suggestion: 'Run homemanager seed.',
    cause: inner,
  })
  for (const error of [inner, outer]) {
    const reworded = rewordError(error, BAD, { suggestion: 'Call seed().' })
    expect(reworded.cause).toBe(cause)
    expect(inspect(reworded)).not.toContain('homemanager seed')
  }
  expect(rewordError(new HomeError(BAD, { message: 'x' }), BAD, {})).not.toHaveProperty('cause')
})
