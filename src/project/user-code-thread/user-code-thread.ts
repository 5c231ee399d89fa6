import { serveUserCode } from '../../core/user-code/serve-user-code.js'
import { loadProgram } from '../../launch/load-program.js'

/** The program of the threads that `UserCodeThread` starts. */
const loading = loadProgram<typeof import('./handle-request.js')>('user-code-requests')
serveUserCode(async (request, context) => (await loading).handleRequest(request, context))
