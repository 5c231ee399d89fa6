/** The remedy where `homemanager restart` cannot restart the services: they do not run in the background. */
export const RESTART_PROGRAM = 'restart homemanager serve or the program that runs the services'
