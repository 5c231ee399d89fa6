import { expect, test } from 'vitest'
import { hasDifferentImage } from './has-different-image.js'

test.each([
  ['postgres:15', 'postgres:15', false],
  ['postgres:15', 'docker.io/library/postgres:15', false],
  ['amazon/dynamodb-local', 'docker.io/amazon/dynamodb-local:latest', false],
  ['homemanager-test/mongo:7', 'localhost/homemanager-test/mongo:7', false],
  ['postgres:15', 'postgres:16', true],
  ['postgres', 'postgres:15', true],
  ['registry.example:5000/postgres', 'postgres', true],
  ['postgres@sha256:aa', 'postgres:latest', true],
])('%s is configured and %s is running: different image: %s', (image, engine, different) => {
  expect(hasDifferentImage(image, engine)).toBe(different)
})
