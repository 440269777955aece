"""Every message Hilltape can say, drawn as Telegram and Discord show it: `./hilltape gallery`."""
