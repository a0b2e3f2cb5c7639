"""What the console tells others: mail, chat, tickets."""
