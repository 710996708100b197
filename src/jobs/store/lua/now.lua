-- Redis's own time: `time` in seconds and microseconds, `now` in milliseconds.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
