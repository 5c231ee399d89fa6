import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { ProgressTasks } from './progress-tasks.js'

test('without a terminal a task prints a line per phase and one at the end', async () => {
  const stream = new PassThrough()
  const tasks = new ProgressTasks(stream as unknown as NodeJS.WriteStream, new Chalk({ level: 0 }), false)
  const task = tasks.start('mongo')
  task.phase('pulling mongo:7')
  task.update(10, 100, 'pulling mongo:7', 'bytes')
  task.succeed('mongo:7, port 27017')
  tasks.start('cancelled').cancel()
  stream.end()
  expect(await text(stream)).toBe('mongo: pulling mongo:7\n✓ mongo mongo:7, port 27017\n')
})

test('a line above a running task is printed from the first column, also after the terminal has echoed ^C', async () => {
  const stream = new PassThrough()
  const tasks = new ProgressTasks(stream as unknown as NodeJS.WriteStream, new Chalk({ level: 0 }), true)
  const task = tasks.start('mongo')
  tasks.printLine('first')
  stream.write('^C')
  task.fail('interrupted')
  stream.end()
  expect(await text(stream)).toBe('first\n⠋ mongo \n^C\r\u001B[1A\u001B[0J✗ mongo interrupted\n')
})
