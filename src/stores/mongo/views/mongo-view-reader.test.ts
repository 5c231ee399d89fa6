import { expect, test } from 'vitest'
import { listHosts } from './mongo-view-reader.js'

test.each([
  ['mongodb://127.0.0.1:27017/db', ['127.0.0.1']],
  ['mongodb://a%40b:p%2Fw@localhost,db.example:27018/db?replicaSet=rs0', ['localhost', 'db.example']],
  ['mongodb+srv://user:secret@cluster.example', ['cluster.example']],
  ['mongodb://[::1]:27017,%2Ftmp%2Fmongodb-27017.sock', ['[::1]', '/tmp/mongodb-27017.sock']],
])('the hosts of %s', (url, hosts) => {
  expect(listHosts(url)).toEqual(hosts)
})
