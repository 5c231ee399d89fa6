import { expect, test } from 'vitest'
import { type PullEvent, PullProgress } from './pull-progress.js'

test('adds up the layers of an image', () => {
  const progress = new PullProgress()
  expect(progress.update({ status: 'Pulling from library/postgres', id: '15' })).toBeUndefined()
  expect(progress.update({ status: 'Already exists', id: 'a' })).toBeUndefined()
  expect(progress.update({ status: 'Pulling fs layer', id: 'b' })).toBeUndefined()
  const layer = (status: string, id: string, current: number, total: number): PullEvent => ({
    status,
    id,
    progressDetail: { current, total },
  })
  const sums = [
    layer('Downloading', 'b', 10, 100),
    layer('Downloading', 'c', 5, 50),
    { status: 'Download complete', id: 'b' },
    layer('Extracting', 'b', 40, 100),
    { status: 'Download complete', id: 'c' },
    layer('Extracting', 'c', 51, 51),
    { status: 'Pull complete', id: 'b' },
  ].map((event) => progress.update(event))
  expect(sums).toEqual([
    { phase: 'pulling', done: 10, total: 100 },
    { phase: 'pulling', done: 15, total: 150 },
    { phase: 'pulling', done: 105, total: 150 },
    { phase: 'pulling', done: 105, total: 150 },
    { phase: 'extracting', done: 40, total: 150 },
    { phase: 'extracting', done: 90, total: 150 },
    { phase: 'extracting', done: 150, total: 150 },
  ])
  expect(progress.update({ status: 'Status: Downloaded newer image' })).toBeUndefined()
})
