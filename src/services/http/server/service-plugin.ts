/**
 * A service as a plugin of Fastify 5: `app.register(createTodoService({ … }))`. The types do not name Fastify's own, so that
 * programs that use another part of the library need not install it.
 */
export type ServicePlugin = (app: FastifyApplication, options: object) => Promise<void>

/** Any application of Fastify. */
export interface FastifyApplication {
  readonly version: string
}
