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
