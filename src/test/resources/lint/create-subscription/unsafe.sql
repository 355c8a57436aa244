CREATE SUBSCRIPTION copies CONNECTION 'host=old.example.com dbname=shop' PUBLICATION everything;
