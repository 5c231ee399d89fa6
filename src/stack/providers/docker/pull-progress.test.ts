import { expect, test } from 'vitest'
import { PullProgress } from './pull-progress.js'

test('the layers of an image add up to one bar', () => {
  const progress = new PullProgress()
  expect(progress.take({ status: 'Pulling from library/postgres', id: '15' })).toBeUndefined()
  expect(progress.take({ status: 'Already exists', id: 'a' })).toBeUndefined()
  expect(progress.take({ status: 'Pulling fs layer', id: 'b' })).toBeUndefined()
  const at = (current: number, total: number): { current: number; total: number } => ({ current, total })
  expect(progress.take({ status: 'Downloading', id: 'b', progressDetail: at(10, 100) })).toEqual({
    done: 10,
    total: 100,
  })
  expect(progress.take({ status: 'Downloading', id: 'c', progressDetail: at(5, 50) })).toEqual({
    done: 15,
    total: 150,
  })
  expect(progress.take({ status: 'Download complete', id: 'b' })).toEqual({ done: 105, total: 150 })
  expect(progress.take({ status: 'Pull complete', id: 'c' })).toEqual({ done: 150, total: 150 })
  expect(progress.take({ status: 'Status: Downloaded newer image' })).toBeUndefined()
})
