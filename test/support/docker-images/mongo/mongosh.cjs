#!/usr/bin/env node
// Implements only what the health check requires of mongosh: a ping. Exits with 1 if the server does not respond.
const { createConnection } = require('node:net')

// OP_MSG, one section of kind 0 with the BSON of { ping: 1, $db: "admin" }.
const body = Buffer.from(
  '\x1e\x00\x00\x00\x10ping\x00\x01\x00\x00\x00\x02$db\x00\x06\x00\x00\x00admin\x00\x00',
  'latin1',
)
const message = Buffer.alloc(16 + 4 + 1 + body.length)
message.writeInt32LE(message.length, 0)
message.writeInt32LE(1, 4)
message.writeInt32LE(2013, 12)
body.copy(message, 21)

const socket = createConnection(27017, '127.0.0.1', () => socket.write(message))
socket.setTimeout(3000, () => process.exit(1))
socket.on('error', () => process.exit(1))
socket.on('data', () => {
  console.log('1')
  process.exit(0)
})
