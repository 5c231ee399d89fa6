import { expect, test } from 'vitest'
import { HomeError } from '../../core/home-error.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { describeFailedRestart } from './describe-failed-restart.js'

test('each part is a sentence, without the last line of Node.js', () => {
  const error = new HomeError(STACK_ERRORS.SERVICE_COMMAND_FAILED, {
    message: 'The command of todo ended before the service was ready',
    detail: "SyntaxError: Unexpected identifier 'error'\n\nNode.js v20.20.2\n",
  })
  expect(describeFailedRestart("todo ended: SyntaxError: Unexpected identifier 'error'", error)).toBe(
    "todo ended: SyntaxError: Unexpected identifier 'error'. It could not be restarted: " +
      "The command of todo ended before the service was ready. SyntaxError: Unexpected identifier 'error'.",
  )
})
