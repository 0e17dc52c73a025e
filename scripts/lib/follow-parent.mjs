// Loaded into the server by `npm start`. When that is killed outright, the server must not stay behind as an orphan
// that holds the port and the data folder.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
