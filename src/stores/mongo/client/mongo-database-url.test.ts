import { expect, test } from 'vitest'
import { addMongoDatabase, replaceMongoDatabase } from './mongo-database-url.js'
import { parseMongoServers } from './parse-mongo-url.js'

test.each([
  ['mongodb://h/other', 'mongodb://h/other'],
  ['mongodb://h', 'mongodb://h/home'],
  ['mongodb://a:1,b:2/?replicaSet=r', 'mongodb://a:1,b:2/home?replicaSet=r'],
  ['mongodb+srv://u:p%40@c.example/?w=1', 'mongodb+srv://u:p%40@c.example/home?w=1&authSource=admin'],
  ['mongodb://u:p@h/?authSource=x', 'mongodb://u:p@h/home?authSource=x'],
])('a URL without a database gets one: %s', (url, expected) =>
  expect(addMongoDatabase(url, 'home')).toBe(expected),
)

test('a copy of a database is used with the same user', () =>
  expect(replaceMongoDatabase('mongodb://u:p@a:1,b:2/home?x=1', 'copy')).toBe(
    'mongodb://u:p@a:1,b:2/copy?x=1&authSource=home',
  ))

test.each([
  [
    'mongodb://a:1,b/home',
    [
      { host: 'a', port: 1 },
      { host: 'b', port: 27_017 },
    ],
  ],
  ['mongodb://[::1]:1/home', [{ host: '::1', port: 1 }]],
  ['mongodb://%2Ftmp%2Fmongodb-1.sock/home', [{ path: '/tmp/mongodb-1.sock' }]],
  ['mongodb+srv://cluster.example/home', []],
])('the servers of %s', (url, servers) => expect(parseMongoServers(url)).toEqual(servers))
