import 'reflect-metadata'
import { Controller, All, Module, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { text } from 'node:stream/consumers'
import { handle } from './todos.mjs'

class TodoController {
  async run(request, reply) {
    const { method, url, headers } = request
    const response = await handle({ method, url, headers, body: await text(request) })
    reply.status(response.status).set(response.headers).end(response.body)
  }
}
// The decorators of NestJS as functions: JavaScript does not have them yet.
Controller()(TodoController)
Req()(TodoController.prototype, 'run', 0)
Res()(TodoController.prototype, 'run', 1)
All(['', '*path'])(
  TodoController.prototype,
  'run',
  Object.getOwnPropertyDescriptor(TodoController.prototype, 'run'),
)

class AppModule {}
Module({ controllers: [TodoController] })(AppModule)

const app = await NestFactory.create(AppModule, { bodyParser: false, logger: ['error', 'warn'] })
await app.listen(Number(process.env.PORT), '127.0.0.1')
