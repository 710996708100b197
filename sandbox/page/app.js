import { openChat } from './chat/client.js';
import { openCloud } from './cloud/pane.js';
import { openTeams } from './msteams/client.js';
import { choosePlatforms } from './platforms.js';

const chat = openChat();
const teams = openTeams();
const platforms = choosePlatforms();
openCloud({ propose: text => (platforms.isTeams() ? teams : chat).propose(text) });
