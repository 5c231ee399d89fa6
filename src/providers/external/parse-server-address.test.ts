import { expect, test } from 'vitest'
import { parseServerAddress } from './parse-server-address.js'

test.each([
  ['postgres://user:p%40ss@db.example:6543/home', 'db.example', 6543],
  ['postgresql://db.example/home?sslmode=require', 'db.example', 5432],
  ['postgres://[::1]:6543/home', '::1', 6543],
  ['mongodb://user:pass@one:27018,two:27019/home?replicaSet=rs', 'one', 27018],
  ['https://dynamodb.eu-west-1.example', 'dynamodb.eu-west-1.example', 443],
])('%s has the server address %s:%d', (url, host, port) => {
  expect(parseServerAddress(url, 5432)).toEqual({ host, port })
})

test('a URL that requires an SRV lookup has no server address', () => {
  expect(parseServerAddress('mongodb+srv://cluster.example/home', 27017)).toBeUndefined()
})
